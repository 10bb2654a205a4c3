package dev.trestle.mcp.everything;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.interceptor.cache.Caching;
import dev.trestle.mcp.policy.approval.Approval;
import dev.trestle.mcp.policy.approval.Decision;
import dev.trestle.mcp.policy.approval.WhenToAsk;
import dev.trestle.mcp.policy.rate.Rate;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.telemetry.audit.AnomalyDetector;
import dev.trestle.mcp.telemetry.audit.AuditLog;
import dev.trestle.mcp.telemetry.log.AccessLog;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import dev.trestle.mcp.telemetry.span.SpanFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Begins the gateways of these tests. They have nothing around calls, as a gateway has that was told nothing; with {@code
 * -Dtrestle.everything=true} every interceptor and every listener is on and has to be noticed by nobody. What they decide is tested
 * elsewhere.
 */
public final class Gateways {

    /** Whether everything is on. */
    public static final boolean EVERYTHING = Boolean.getBoolean("trestle.everything");

    private static final Rate PLENTY = Rate.of(1_000_000, Duration.ofSeconds(1));

    private Gateways() {}

    /** Begins a gateway. */
    public static McpGateway.Builder builder() {
        return EVERYTHING ? withEverything() : McpGateway.builder();
    }

    /** Begins a gateway with every interceptor and every listener on. */
    public static McpGateway.Builder withEverything() {
        McpGateway.Builder builder = McpGateway.builder()
                .at(
                        Place.RATE_LIMIT,
                        RateLimit.builder()
                                .perGateway(PLENTY)
                                .perClient(PLENTY)
                                .perBackend(PLENTY)
                                .perTool(PLENTY)
                                .lists(true)
                                .build())
                .at(
                        Place.ACCESS,
                        Access.builder()
                                .rule("deny * tools:never-there")
                                .rule("allow * *:*")
                                .build())
                .at(
                        Place.VALIDATION,
                        Validation.builder().arguments(true).results(true).build())
                .at(
                        Place.APPROVAL,
                        Approval.builder()
                                .when(WhenToAsk.ALL)
                                .askUser(false)
                                .approver(request -> CompletableFuture.completedFuture(Decision.once("everybody")))
                                .maxRequests(100_000, 50_000)
                                .build())
                .at(Place.CACHING, new Caching(CacheOptions.DEFAULT))
                .redaction(new RedactionOptions(Redactor.builder().build(), true, true, true));
        Listeners.ALL.forEach(builder::listener);
        return builder;
    }

    /** One of each for all gateways of this JVM; they end with it. */
    private static final class Listeners {

        private static final List<GatewayListener> ALL = open();

        private static List<GatewayListener> open() {
            try {
                Path folder = Files.createTempDirectory("everything");
                return List.of(
                        SpanFile.in(folder).open(),
                        AccessLog.to(folder.resolve("access.log")).open(),
                        AuditLog.to(folder.resolve("audit.jsonl"))
                                .chain(true)
                                .anomalies(AnomalyDetector.builder().build())
                                .open(),
                        Metrics.builder().build());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
