package dev.trestle.mcp.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastMadeTest {

    private final LastMade made = new LastMade();
    private final AtomicInteger times = new AtomicInteger();

    private JsonSlice list(JsonSlice source) {
        return made.of(source, given -> {
            times.incrementAndGet();
            return JsonSlice.of(new String(new char[given.length()]).replace('\0', ' '));
        });
    }

    @Test
    void sameSliceTwice_isKeptFromThenOn() {
        JsonSlice source = JsonSlice.of("[1]");
        JsonSlice first = list(source);
        JsonSlice second = list(source);
        assertThat(second).isNotSameAs(first);
        assertThat(list(source)).isSameAs(second);
        assertThat(times).hasValue(2);
    }

    @Test
    void equalSlice_isAnotherOne() {
        JsonSlice first = JsonSlice.of("[1]");
        list(first);
        list(JsonSlice.of("[1]"));
        list(first);
        assertThat(times).hasValue(3);
    }

    @Test
    void whatNeedsNoChange_isGivenItself() {
        JsonSlice source = JsonSlice.of("[1]");
        for (int i = 0; i < 3; i++) {
            assertThat(made.of(source, given -> {
                        times.incrementAndGet();
                        return given;
                    }))
                    .isSameAs(source);
        }
        assertThat(times).hasValue(2);
    }

    @Test
    void whatIsLong_isNotKept() {
        JsonSlice source = JsonSlice.of(new byte[LastMade.LONGEST + 1]);
        list(source);
        list(source);
        assertThat(times).hasValue(2);
    }
}
