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
    private static final int USUAL_LENGTH = 160;

    private AccessLine() {}

    static byte[] of(McpCall call, Outcome outcome, long nanos, Instant at, LineTimes times, Redactor redactor) {
        SessionKey session = call.session();
        StringBuilder line = new StringBuilder(USUAL_LENGTH);
        times.append(line, at);
        word(line, call.principal().name());
        word(line, session == null ? null : shortened(session.value()));
        word(line, call.view());
        word(line, Target.bounded(call.method(), redactor));
        word(line, Target.of(call, redactor));
        line.append(' ').append(outcome.errorCode() == null ? "ok" : outcome.errorCode());
        line.append(' ').append(TimeUnit.NANOSECONDS.toMillis(nanos)).append("ms\n");
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String session) {
        return session.substring(0, Math.min(session.length(), SHORT_SESSION));
    }

    private static void word(StringBuilder line, @Nullable String text) {
        line.append(' ');
        if (text == null || text.isEmpty()) {
            line.append('-');
            return;
        }
        String word = Target.bounded(text);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            line.append(isOdd(c) ? '_' : c);
        }
    }

    private static boolean isOdd(char c) {
        boolean plain = c > ' ' && c < 0x7F;
        return !plain
                && (Character.isWhitespace(c)
                        || Character.isISOControl(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }
}
