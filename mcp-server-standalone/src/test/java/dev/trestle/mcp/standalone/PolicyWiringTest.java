package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.standalone.policy.Policies;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the file says of policies reaches the gateway. */
class PolicyWiringTest {

    @Test
    void cacheKeys_reachTheCache() {
        GatewaySettings on = GatewaySettings.defaults().with(GatewayKey.CACHE_ENABLED, "true");
        assertThat(Policies.cache(GatewaySettings.defaults())).isEmpty();
        assertThat(Policies.cache(on)).contains(CacheOptions.DEFAULT);
        assertThat(Policies.cache(on.with(GatewayKey.CACHE_WEIGHT, "1MiB").with(GatewayKey.CACHE_TTL, "files 300s 1m")))
                .contains(new CacheOptions(
                        1 << 20, Map.of("files", new CacheOptions.Ttl(Duration.ofMinutes(5), Duration.ofMinutes(1)))));
        assertThatThrownBy(() -> Policies.cache(on.with(GatewayKey.CACHE_TTL, "files")))
                .hasMessageContaining("cache.ttl");
        for (String line : List.of("files", "files 300s 60s")) {
            GatewaySettings wrong = on.with(GatewayKey.CACHE_TTL, line);
            assertThatThrownBy(() -> HttpServing.rehearse(new Launch(List.of(), true, wrong, List.of())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("cache.ttl");
        }
    }

    @Test
    void accessRulesAndDisabledTools_reachTheGateway() {
        ServerSettings.Traits traits = new ServerSettings.Traits("auto", false, false, List.of("add"), List.of());
        List<ServerSettings> servers =
                List.of(new ServerSettings.Program("a", ShellServer.polite(), Map.of(), null, traits));
        GatewaySettings ruled = GatewaySettings.defaults().with(GatewayKey.ACCESS_RULES, "allow * tools:echo");
        try (McpGateway disabled = gateway(new Launch(servers, false, GatewaySettings.defaults(), List.of()));
                McpGateway rules = gateway(new Launch(List.of(), true, ruled, List.of()))) {
            for (BackendSession session : List.of(session(disabled, "a"), session(rules, "demo"))) {
                CompletionStage<McpReply> refused = session.call(Calls.tool("add", "{}"), new RecordingObserver());
                assertThat(Await.value("a reply", refused).reason()).isEqualTo(TrestleError.ACCESS_DENIED);
            }
        }
    }

    @Test
    void rateLimit_reachesTheGateway() {
        GatewaySettings settings = GatewaySettings.defaults().with(GatewayKey.RATE_PER_TOOL, "1/1h");
        try (McpGateway gateway = gateway(new Launch(List.of(), true, settings, List.of()))) {
            BackendSession session = session(gateway, "demo");
            CompletionStage<McpReply> first = session.call(Calls.tool("add", "{}"), new RecordingObserver());
            CompletionStage<McpReply> second = session.call(Calls.tool("add", "{}"), new RecordingObserver());

            assertThat(Await.value("a reply", first).reason()).isNull();
            assertThat(Await.value("a reply", second).reason()).isEqualTo(TrestleError.RATE_LIMITED);
        }
    }

    @Test
    void validation_reachesTheGateway() {
        GatewaySettings settings = GatewaySettings.defaults().with(GatewayKey.VALIDATE_ARGUMENTS, "true");
        try (McpGateway gateway = gateway(new Launch(List.of(), true, settings, List.of()))) {
            BackendSession session = session(gateway, "demo");
            CompletionStage<McpReply> reply =
                    session.call(Calls.tool("add", "{\"a\":\"one\",\"b\":2}"), new RecordingObserver());

            assertThat(Await.value("a reply", reply).reason()).isEqualTo(TrestleError.INVALID_ARGUMENTS);
        }
    }

    private static McpGateway gateway(Launch launch) {
        return Wiring.gateway(launch, Parts.of(launch));
    }

    private static BackendSession session(McpGateway gateway, String name) {
        return Await.value("open", gateway.view(name).orElseThrow().open(new RecordingPeer()));
    }
}
