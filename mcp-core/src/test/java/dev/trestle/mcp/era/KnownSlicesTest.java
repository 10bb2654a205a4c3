package dev.trestle.mcp.era;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.trestle.mcp.json.JsonSlice;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownSlicesTest {

    private final AtomicInteger reads = new AtomicInteger();
    private final KnownSlices<String> known = new KnownSlices<>(slice -> {
        reads.incrementAndGet();
        return slice.toString();
    });

    @Test
    void equalValue_isKnownOnceItCameTwice() {
        known.of(JsonSlice.of("{\"name\":\"a\"}"));
        assertThat(known.ifKnown(JsonSlice.of("{\"name\":\"a\"}"))).isNull();
        String first = known.of(JsonSlice.of("{\"name\":\"a\"}"));
        assertThat(known.of(JsonSlice.of("[{\"name\":\"a\"}]").part(1, 13))).isSameAs(first);
        assertThat(reads).hasValue(2);
        assertThat(known.ifKnown(JsonSlice.of("{\"name\":\"a\"}"))).isSameAs(first);
    }

    @Test
    void valuesThatDifferEachTime_driveNothingOut() {
        JsonSlice usual = JsonSlice.of("{\"name\":\"a\"}");
        known.of(usual);
        String first = known.of(usual);
        for (int i = 0; i < 20 * KnownSlices.SLOTS; i++) {
            known.of(JsonSlice.of("{\"name\":\"a\",\"traceparent\":\"" + i + "\"}"));
        }
        assertThat(known.of(usual)).isSameAs(first);
    }

    @Test
    void manyValues_areNeverTakenForEachOther() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20 * KnownSlices.SLOTS; i++) {
                JsonSlice client = JsonSlice.of("\"client-" + i + "\"");
                assertThat(known.of(client)).isEqualTo(client.toString());
                assertThat(known.of(client)).isEqualTo(client.toString());
            }
        }
        long left = 0;
        for (int i = 0; i < 20 * KnownSlices.SLOTS; i++) {
            left += known.ifKnown(JsonSlice.of("\"client-" + i + "\"")) == null ? 0 : 1;
        }
        assertThat(left).isBetween(1L, (long) KnownSlices.SLOTS);
    }

    @Test
    void longValue_isReadEachTime() {
        JsonSlice slice = JsonSlice.of("\"" + new String(new char[KnownSlices.LONGEST]).replace('\0', 'x') + "\"");
        known.of(slice);
        known.of(slice);
        assertThat(reads).hasValue(2);
        assertThat(known.ifKnown(slice)).isNull();
    }

    @Test
    void whatCannotBeRead_isNotRemembered() {
        KnownSlices<String> picky = new KnownSlices<>(slice -> {
            throw new IllegalStateException("no");
        });
        JsonSlice slice = JsonSlice.of("1");
        assertThatIllegalStateException().isThrownBy(() -> picky.of(slice));
        assertThatIllegalStateException().isThrownBy(() -> picky.of(slice));
        assertThat(picky.ifKnown(slice)).isNull();
    }
}
