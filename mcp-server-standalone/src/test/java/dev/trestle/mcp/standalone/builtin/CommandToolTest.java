package dev.trestle.mcp.standalone.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.builtin.command.CommandAttempt;
import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("e2:command")
class CommandToolTest {

    private static CommandAttempt attempt(Event event, String... argv) {
        return new CommandAttempt(
                "command_run", new Principal("alice", true), List.of(argv), null, event, "tool *", "exited", 0);
    }

    @Test
    void commandThatTheLogCannotTake_isNotRun() {
        assertThatThrownBy(() -> CommandTool.remember(attempt(Event.STARTED, "tool"), event -> false, Redactor.OFF))
                .isInstanceOf(ToolError.class)
                .hasMessageContaining("audit log");
    }

    @ParameterizedTest
    @EnumSource(value = Event.class, names = "STARTED", mode = EnumSource.Mode.EXCLUDE)
    void whatIsOver_needsNoRoomInTheLog(Event event) {
        List<AuditEvent> seen = new ArrayList<>();
        CommandTool.remember(
                attempt(event, "tool"),
                told -> {
                    seen.add(told);
                    return false;
                },
                Redactor.OFF);
        assertThat(seen).singleElement().extracting(AuditEvent::type).isEqualTo(event.type());
    }

    @Test
    void secretThatTheCutWouldHalve_isTakenOutBefore() {
        String secret = "s3cr3t-".repeat(10);
        Redactor redactor = Redactor.builder().build();
        redactor.secrets().add(secret);
        AuditEvent event = CommandTool.event(attempt(Event.EXECUTED, "tool", "x".repeat(230), secret), redactor);
        assertThat(event.details().get("argv")).doesNotContain("s3cr3t");
    }
}
