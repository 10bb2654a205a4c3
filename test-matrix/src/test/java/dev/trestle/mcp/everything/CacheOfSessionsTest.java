package dev.trestle.mcp.everything;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.eras.EdgeSubject;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.interceptor.cache.Caching;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users who have a process each are given nothing of one another's, however long results are kept. */
class CacheOfSessionsTest {

    private static final int READS = 1_000;
    private static final Duration LONG = Duration.ofHours(1);

    private final Caching caching =
            new Caching(new CacheOptions(64 << 20, Map.of("pid", new CacheOptions.Ttl(LONG, LONG))));

    @Test
    @Tag("e2:cache-per-session")
    void twoSessionsOfOneUserWithAProcessEach_neverReadWhatIsTheOthers() {
        McpGateway gateway = McpGateway.builder()
                .backend("pid", StdioBackend.command(PidServer.command()).build())
                .at(Place.CACHING, caching)
                .build();
        try (McpSubject subject = EdgeSubject.over(gateway)) {
            URI uri = subject.start();
            RawMcpClient one = open(uri);
            RawMcpClient other = open(uri);
            String pidOfOne = read(one);
            String pidOfOther = read(other);
            assertThat(pidOfOne).isNotEqualTo(pidOfOther);

            assertThat(IntStream.range(0, READS / 2)).allSatisfy(i -> {
                assertThat(read(one)).isEqualTo(pidOfOne);
                assertThat(read(other)).isEqualTo(pidOfOther);
            });
            // Or this would say nothing of the cache.
            assertThat(Objects.requireNonNull(caching.gauges().get("cacheHits")).getAsLong())
                    .isEqualTo(READS);
        }
    }

    private static RawMcpClient open(URI uri) {
        RawMcpClient client = RawMcpClient.of(uri);
        client.initialize("2025-11-25", "{}").result();
        return client;
    }

    private static String read(RawMcpClient client) {
        return client.request("resources/read", "{\"uri\":\"" + PidServer.URI + "\"}")
                .result()
                .at("/contents/0/text")
                .text();
    }
}
