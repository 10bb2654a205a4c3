package dev.trestle.mcp.standalone;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.standalone.admin.AdminListener;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.telemetry.Observation;
import dev.trestle.mcp.stdio.StdioFront;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Serves the client that started this process. Ends when that closes our standard input, or when told to. */
final class StdioServing {

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration CHILDREN_END = Duration.ofMillis(4_500);
    private static final Duration ALL_TOLD = Duration.ofMillis(4_750);

    private StdioServing() {}

    /** Serves the default view; returns the exit code when the client is gone. */
    static int serve(Launch launch, Consumer<String> tell) {
        Parts parts = Parts.of(launch);
        McpGateway gateway = Wiring.gateway(launch, parts);
        parts.observation().metrics().ifPresent(numbers -> numbers.add(gateway));
        Optional<AdminListener> admin = Wiring.admin(parts, gateway, () -> true, launch);
        admin.map(AdminListener::readyLine).ifPresent(tell);
        StdioFront front = front(gateway, launch.gateway());
        return run(parts.observation(), parts.builtIns()::close, gateway, front, admin);
    }

    private static StdioFront front(McpGateway gateway, GatewaySettings settings) {
        try {
            return StdioFront.builder(gateway)
                    .standardStreams()
                    .maxLine(settings.number(GatewayKey.MAX_LINE))
                    .maxNesting(settings.number(GatewayKey.MAX_NESTING))
                    .maxBatch(settings.number(GatewayKey.MAX_BATCH))
                    .sessionLimits(Wiring.sessions(settings))
                    .modernLimits(Wiring.stateless(settings))
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway: " + wrong.getMessage());
        }
    }

    /** Is the demo server; returns the exit code when the client is gone. */
    static int serveDemo() {
        McpGateway gateway =
                McpGateway.builder().backend("demo", DemoServer.create()).build();
        return run(
                Observation.NONE,
                () -> {},
                gateway,
                StdioFront.builder(gateway).standardStreams().build(),
                Optional.empty());
    }

    private static int run(
            Observation observation,
            Runnable builtIns,
            McpGateway gateway,
            StdioFront front,
            Optional<AdminListener> admin) {
        Shutdown.install(clock -> {
            admin.ifPresent(AdminListener::close);
            clock.await(front.close(GRACE), CHILDREN_END);
            builtIns.run();
            clock.await(gateway.close(Duration.ZERO), CHILDREN_END);
            observation.close(clock.until(ALL_TOLD));
        });
        front.run();
        return 0;
    }
}
