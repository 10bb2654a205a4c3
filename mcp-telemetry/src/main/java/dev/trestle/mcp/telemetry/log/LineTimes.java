package dev.trestle.mcp.telemetry.log;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes times as {@link Instant#toString()} does. What all lines of a second have in common is made once. Thread-safe. */
final class LineTimes {

    private final AtomicReference<@Nullable Second> last = new AtomicReference<>();

    /** A second, and how it is written but for the letter at the end. */
    private record Second(long number, String text) {
        static Second of(long number) {
            String whole = Instant.ofEpochSecond(number).toString();
            return new Second(number, whole.substring(0, whole.length() - 1));
        }
    }

    void append(StringBuilder line, Instant time) {
        Second second = last.get();
        if (second == null || second.number() != time.getEpochSecond()) {
            second = Second.of(time.getEpochSecond());
            last.set(second);
        }
        line.append(second.text());
        int nanos = time.getNano();
        if (nanos > 0) {
            int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            line.append('.').append(String.valueOf(1_000_000_000 + nanos), 1, 1 + digits);
        }
        line.append('Z');
    }
}
