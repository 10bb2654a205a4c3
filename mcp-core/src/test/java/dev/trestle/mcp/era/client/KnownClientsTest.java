package dev.trestle.mcp.era.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.client.KnownClients.Said;
import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownClientsTest {

    private final KnownClients known = new KnownClients();

    @Test
    void sameWords_areKeptOnce() {
        Said first = known.keep(said("a"));

        assertThat(known.keep(said("a"))).isSameAs(first);
        assertThat(known.keep(said("b"))).isNotSameAs(first).isEqualTo(said("b"));
        assertThat(known.keep(said("a"))).isSameAs(first);
    }

    @Test
    void restOfTheMessage_isNotKept() {
        byte[] message = "{\"params\":{\"name\":\"a\"},\"more\":\"which is long\"}".getBytes(StandardCharsets.UTF_8);
        JsonSlice params = JsonSlice.of(message, 10, 12);

        Said kept = known.keep(new Said("2025-11-25", JsonSlice.EMPTY_OBJECT, null, params));

        message[11] = 'X';
        assertThat(kept.params()).hasToString("{\"name\":\"a\"}");
    }

    @Test
    void manyDifferent_theOldestIsForgotten() {
        Said first = known.keep(said("0"));
        for (int i = 1; i <= 64; i++) {
            known.keep(said(Integer.toString(i)));
        }

        assertThat(known.keep(said("0"))).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void longWords_areNotKept() {
        String longName = "x".repeat(5_000);
        Said first = known.keep(said(longName));

        assertThat(known.keep(said(longName))).isNotSameAs(first).isEqualTo(first);
    }

    private static Said said(String name) {
        JsonSlice params = JsonSlice.of("{\"name\":\"" + name + "\"}");
        return new Said("2025-11-25", JsonSlice.EMPTY_OBJECT, null, params);
    }
}
