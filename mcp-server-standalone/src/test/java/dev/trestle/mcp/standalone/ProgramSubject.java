package dev.trestle.mcp.standalone;

import dev.trestle.mcp.testkit.subject.CommandSubject;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/** The program with its demo, as a process of its own. */
final class ProgramSubject implements McpSubject {

    private final String view;
    private final CommandSubject program = CommandSubject.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Trestle.class.getName(),
            "serve",
            "--port",
            "0");

    /**
     * Prepares the program.
     *
     * @param view the path below the default endpoint
     */
    ProgramSubject(String view) {
        this.view = view;
    }

    @Override
    public URI start() {
        return URI.create(program.start() + view);
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return program.gauges();
    }

    @Override
    public void close() {
        program.close();
    }
}
