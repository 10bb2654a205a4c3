package dev.trestle.mcp.matrix;

import dev.trestle.mcp.standalone.Trestle;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.subject.CommandSubject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program, serving its demo: {@code /mcp} is the one within it, {@code /mcp/demo-stdio} the one in a process. */
final class Program implements AutoCloseable {

    private final CommandSubject program;
    private final URI endpoint;
    private final Lane lane;

    private Program(Lane lane, Map<String, String> environment, List<String> options) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Trestle.class.getName(),
                "serve"));
        words.addAll(options);
        if (!environment.containsKey("MCP_GATEWAY_PORT")) {
            words.addAll(List.of("--port", "0"));
        }
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        this.lane = lane;
        program = CommandSubject.of(builder, CommandSubject.TRESTLE_READY);
        endpoint = program.start();
    }

    static Program serve(Lane lane, Map<String, String> environment, String... options) {
        return new Program(lane, environment, List.of(options));
    }

    /** A client of the lane's demo. */
    RawMcpClient stranger() {
        return RawMcpClient.of(uri("/mcp"));
    }

    URI uri(String path) {
        return endpoint.resolve(lane == Lane.FAKE ? path : path + "/demo-stdio");
    }

    /** A path that belongs to no backend. */
    URI plain(String path) {
        return endpoint.resolve(path);
    }

    @Override
    public void close() {
        program.close();
    }
}
