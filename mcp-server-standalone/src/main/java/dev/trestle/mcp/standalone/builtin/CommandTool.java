package dev.trestle.mcp.standalone.builtin;

import dev.trestle.mcp.builtin.command.CommandAttempt;
import dev.trestle.mcp.builtin.command.Commands;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Commands as the file wants them, with every attempt in the audit log. */
public final class CommandTool {

    private CommandTool() {}

    /** The options that the settings say. */
    public static Commands.Builder options(GatewaySettings settings) {
        return Commands.in(Path.of(settings.text(GatewayKey.COMMAND_FOLDER).orElseThrow()))
                .allow(settings.texts(GatewayKey.COMMAND_ALLOW).orElse(List.of()))
                .deny(settings.texts(GatewayKey.COMMAND_DENY).orElse(List.of()))
                .environment(settings.texts(GatewayKey.COMMAND_ENVIRONMENT).orElse(List.of()))
                .path(settings.texts(GatewayKey.COMMAND_PATH).orElseThrow())
                .timeout(settings.duration(GatewayKey.COMMAND_TIMEOUT))
                .maxOutput(settings.number(GatewayKey.COMMAND_MAX_OUTPUT))
                .maxConcurrent(settings.number(GatewayKey.COMMAND_MAX_CONCURRENT))
                .maxProcesses(settings.number(GatewayKey.COMMAND_MAX_PROCESSES));
    }

    /** The tools; a mistake in a rule, a folder or a program is refused. */
    static Commands open(GatewaySettings settings, Predicate<AuditEvent> audit, Redactor redactor) {
        try {
            return options(settings)
                    .listener(attempt -> remember(attempt, audit, redactor))
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway.command: " + wrong.getMessage());
        }
    }

    /** Nothing is run that leaves no trace. */
    static void remember(CommandAttempt attempt, Predicate<AuditEvent> audit, Redactor redactor) {
        if (!audit.test(event(attempt, redactor)) && attempt.event() == CommandAttempt.Event.STARTED) {
            throw new ToolError("the audit log takes nothing now, so the command was not run");
        }
    }

    /** An attempt as it is remembered. Secrets go before anything is cut, because nobody knows half of one. */
    static AuditEvent event(CommandAttempt attempt, Redactor redactor) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("argv", argv(attempt.argv(), redactor));
        if (attempt.cwd() != null) {
            details.put("cwd", redactor.redact(attempt.cwd()));
        }
        if (attempt.rule() != null) {
            details.put("rule", redactor.redact(attempt.rule()));
        }
        details.put("detail", redactor.redact(attempt.detail()));
        if (attempt.exitCode() != null) {
            details.put("exitCode", String.valueOf(attempt.exitCode()));
        }
        return new AuditEvent(attempt.event().type(), attempt.principal().name(), attempt.tool(), details);
    }

    /** As a list, so that nobody takes it for what a shell was given; as one text it may have more that looks like a secret. */
    private static String argv(List<String> argv, Redactor redactor) {
        String line = String.join(" ", argv);
        String redacted = redactor.redact(line);
        return redacted.equals(line) ? redactor.redact(JsonWriter.write(argv).toString()) : redacted;
    }
}
