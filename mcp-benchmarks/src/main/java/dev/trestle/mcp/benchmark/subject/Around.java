package dev.trestle.mcp.benchmark.subject;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.policy.rate.Rate;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import dev.trestle.mcp.telemetry.span.SpanFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What operators put around calls, so wide that it is in nobody's way. */
final class Around {

    private static final Rate PLENTY = Rate.of(1_000_000, Duration.ofSeconds(1));

    private Around() {}

    /** Puts all of it around calls, or with the folder {@code nothing} takes even that away which is usually there. */
    static void put(McpGateway.Builder gateway, String folder) throws IOException {
        if (folder.equals("nothing")) {
            gateway.redaction(RedactionOptions.off());
            return;
        }
        gateway.redaction(RedactionOptions.standard())
                .listener(Metrics.builder().build())
                .listener(SpanFile.in(Path.of(folder)).open())
                .at(
                        Place.RATE_LIMIT,
                        RateLimit.builder()
                                .perGateway(PLENTY)
                                .perClient(PLENTY)
                                .perBackend(PLENTY)
                                .perTool(PLENTY)
                                .build())
                .at(
                        Place.ACCESS,
                        Access.builder()
                                .rule("deny * tools:never-there")
                                .rule("allow * *:*")
                                .build());
    }
}
