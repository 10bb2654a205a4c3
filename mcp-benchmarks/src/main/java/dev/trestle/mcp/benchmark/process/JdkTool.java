package dev.trestle.mcp.benchmark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the JDK that runs this. */
public final class JdkTool {

    private JdkTool() {}

    /**
     * Where it is.
     *
     * @param name such as {@code java}
     * @return the path
     */
    public static String path(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /**
     * Runs one.
     *
     * @param name which
     * @param arguments what for
     * @return all that it said
     * @throws IOException if it fails
     * @throws InterruptedException if the thread is interrupted
     */
    public static String run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(path(name)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + said);
        }
        return said;
    }
}
