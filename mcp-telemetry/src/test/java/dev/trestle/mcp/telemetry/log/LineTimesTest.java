package dev.trestle.mcp.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTimesTest {

    private final LineTimes times = new LineTimes();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1_000, 123_456_000, 1_000_000, 120_000_000, 999_999_999})
    void time_isWrittenAsTheClassLibraryWritesIt(int nanos) {
        for (long second : new long[] {1_767_225_599, 1_767_225_599, 1_767_225_600, 0, -1, 253_402_300_800L}) {
            Instant time = Instant.ofEpochSecond(second, nanos);
            StringBuilder line = new StringBuilder("at ");
            times.append(line, time);
            assertThat(line).hasToString("at " + time);
        }
    }
}
