package dev.trestle.mcp.telemetry.log;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.telemetry.event.Outcome;
import dev.trestle.mcp.telemetry.event.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Eight words for one call. What clients chose cannot look like another word or another line. */
final class AccessLine {

    private static final int SHORT_SESSION = 12;

    private AccessLine() {}

    static byte[] of(McpCall call, Outcome outcome, long nanos, Instant at, Redactor redactor) {
        SessionKey session = call.session();
        String line = at
                + " " + word(call.principal().name())
                + " " + word(session == null ? null : shortened(session.value()))
                + " " + word(call.view())
                + " " + word(Target.bounded(call.method(), redactor))
                + " " + word(Target.of(call, redactor))
                + " " + (outcome.errorCode() == null ? "ok" : outcome.errorCode())
                + " " + TimeUnit.NANOSECONDS.toMillis(nanos) + "ms\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String session) {
        return session.substring(0, Math.min(session.length(), SHORT_SESSION));
    }

    private static String word(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "-";
        }
        StringBuilder word = new StringBuilder();
        Target.bounded(text).chars().forEach(c -> {
            boolean odd = Character.isWhitespace(c)
                    || Character.isISOControl(c)
                    || Character.isSpaceChar(c)
                    || Character.getType(c) == Character.FORMAT;
            word.append(odd ? '_' : (char) c);
        });
        return word.toString();
    }
}
