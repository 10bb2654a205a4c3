package dev.trestle.mcp.testkit.program;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Starts a program of the kit in a JVM like this one, with nothing on its class path but what it needs. */
final class JavaCommand {

    /** One class of each library. */
    private static final List<String> NEEDED = List.of(
            "dev.trestle.mcp.testkit.program.MisbehavingServer",
            "dev.trestle.mcp.json.JsonSlice",
            "tools.jackson.core.JsonParser",
            "tools.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.annotation.JsonProperty");

    private JavaCommand() {}

    static List<String> of(Class<?> program, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                classPath(),
                program.getName()));
        words.addAll(arguments);
        return List.copyOf(words);
    }

    /** The kit, the API and the kit's parser, from wherever this JVM has them. */
    private static String classPath() {
        return NEEDED.stream().map(JavaCommand::home).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String home(String type) {
        try {
            CodeSource source = Class.forName(type).getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI()).toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("the program needs " + type + ", which is not on the class path", e);
        }
    }
}
