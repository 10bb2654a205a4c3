package dev.trestle.mcp.benchmark.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of the programs that are measured; all run on the JDK that measures them. */
public final class Programs {

    private static final String LIMIT = "dev.trestle.mcp.benchmark.limit.";

    private Programs() {}

    /**
     * The child that echoes. Only its own class files are on its path, so that it starts quickly and stays small.
     *
     * @param era {@code legacy} or {@code modern}
     * @return the command
     */
    public static List<String> child(String era) {
        return child("EchoChild", era);
    }

    /**
     * The same, but the order of its answers is not that of the calls.
     *
     * @param era {@code legacy} or {@code modern}
     * @return the command
     */
    public static List<String> shuffledChild(String era) {
        return child("ShuffledChild", era);
    }

    private static List<String> child(String name, String era) {
        return List.of(
                java(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx32m",
                "-Xss256k",
                "-cp",
                classes(),
                LIMIT + name,
                era);
    }

    /**
     * One of the bare servlets.
     *
     * @param arguments as {@code BareServlets} takes them
     * @return the command
     */
    public static List<String> servlets(List<String> arguments) {
        return servlets(List.of(), arguments);
    }

    /**
     * One of the bare servlets.
     *
     * @param options of the JVM
     * @param arguments as {@code BareServlets} takes them
     * @return the command
     */
    public static List<String> servlets(List<String> options, List<String> arguments) {
        return program(options, LIMIT + "BareServlets", arguments);
    }

    /**
     * One of the bare core handlers.
     *
     * @param arguments as {@code BareHandlers} takes them
     * @return the command
     */
    public static List<String> handlers(List<String> arguments) {
        return program(List.of(), LIMIT + "BareHandlers", arguments);
    }

    /**
     * Trestle in a program of a user.
     *
     * @param options of the JVM
     * @param arguments as {@code Embedded} takes them
     * @return the command
     */
    public static List<String> embedded(List<String> options, List<String> arguments) {
        return program(options, "dev.trestle.mcp.benchmark.subject.Embedded", arguments);
    }

    /**
     * The standalone, on any free port.
     *
     * @param jar {@code trestle.jar}
     * @param options of the JVM
     * @param arguments after {@code serve --port 0}
     * @return the command
     */
    public static List<String> standalone(Path jar, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString(), "serve", "--port", "0"));
        command.addAll(arguments);
        return command;
    }

    /** The last of two equal options counts, so what is given wins over what is usual here. */
    private static List<String> program(List<String> options, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    private static String java() {
        return JdkTool.path("java");
    }

    private static String classes() {
        return System.getProperty("java.class.path").split(System.getProperty("path.separator"), 2)[0];
    }
}
