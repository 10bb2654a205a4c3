package dev.trestle.mcp.standalone;

import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.redact.SecretTable;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where the program's own secrets come from, and what is redacted. */
final class SecretSources {

    private static final String STATE_KEYS = "TRESTLE_STATE_KEYS";

    private static final Pattern WORDS = Pattern.compile("[,:\\s]+");

    private SecretSources() {}

    /** What is redacted before any file was read. */
    static Redactor early(Map<String, String> environment) {
        Redactor redactor = Redactor.builder().build();
        learn(redactor.secrets(), environment);
        return redactor;
    }

    /** What is redacted, knowing the secrets of the environment and of the file. */
    static RedactionOptions options(GatewaySettings settings, Map<String, String> environment, List<String> fromFile) {
        if (!settings.flag(GatewayKey.REDACTION_ENABLED)) {
            return RedactionOptions.off();
        }
        Redactor.Builder builder = Redactor.builder()
                .maxSeen(settings.number(GatewayKey.REDACTION_MAX_SEEN))
                .personal(settings.flag(GatewayKey.REDACTION_PII));
        try {
            settings.texts(GatewayKey.REDACTION_PATTERNS).orElse(List.of()).forEach(builder::pattern);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway.redaction.patterns: each " + wrong.getMessage());
        }
        Redactor redactor = builder.build();
        SecretTable secrets = redactor.secrets();
        learn(secrets, environment);
        settings.texts(GatewayKey.REDACTION_SECRETS)
                .orElse(List.of())
                .forEach(name -> secrets.add(environment.getOrDefault(name, "")));
        fromFile.forEach(secrets::add);
        return new RedactionOptions(
                redactor,
                settings.flag(GatewayKey.REDACTION_RESULTS),
                settings.flag(GatewayKey.REDACTION_ARGUMENTS),
                settings.flag(GatewayKey.REDACTION_NOTIFICATIONS));
    }

    private static void learn(SecretTable secrets, Map<String, String> environment) {
        secrets.addNamed(environment);
        WORDS.splitAsStream(environment.getOrDefault(STATE_KEYS, "")).forEach(secrets::add);
    }
}
