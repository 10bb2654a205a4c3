package dev.trestle.mcp.everything;

import dev.trestle.mcp.testkit.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A server over standard streams whose one resource is the number of its process. */
public final class PidServer {

    static final String URI = "pid://self";

    private PidServer() {}

    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PidServer.class.getName());
    }

    /** Serves until its input ends. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Json message = Json.parse(line);
            if (message.at("/id").isPresent()) {
                out.println("{\"jsonrpc\":\"2.0\",\"id\":" + message.at("/id").slice() + ",\"result\":"
                        + result(message.at("/method").text()) + "}");
            }
        }
    }

    private static String result(String method) {
        return switch (method) {
            case "initialize" ->
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"resources\":{}},"
                        + "\"serverInfo\":{\"name\":\"pid\",\"version\":\"1\"}}";
            case "resources/list" -> "{\"resources\":[{\"uri\":\"" + URI + "\",\"name\":\"pid\"}]}";
            case "resources/read" ->
                "{\"contents\":[{\"uri\":\"" + URI + "\",\"text\":\""
                        + ProcessHandle.current().pid() + "\"}]}";
            default -> "{}";
        };
    }
}
