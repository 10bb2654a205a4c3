package dev.trestle.mcp.standalone;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server that lets out whatever it is told, by each way that a server has. */
public final class CanaryServer {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private CanaryServer() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Json message = Json.parse(line);
            if (message.at("/id").isPresent() && message.at("/method").isPresent()) {
                answer(message);
            }
        }
    }

    private static void answer(Json message) {
        if (message.at("/method").text().equals("initialize")) {
            reply(
                    message,
                    "result",
                    JsonSlice.of("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
                            + "\"serverInfo\":{\"name\":\"canary\",\"version\":\"1\"}}"));
            return;
        }
        Json text = message.at("/params/arguments/text");
        leak(message.at("/params/name").text(), text.isPresent() ? text.text() : "", message);
    }

    private static void leak(String way, String text, Json message) {
        switch (way) {
            case "error" -> {
                reply(
                        message,
                        "error",
                        JsonWriter.object()
                                .put("code", -32000)
                                .put("message", text)
                                .put("data", JsonWriter.object().put("detail", List.of(text)))
                                .toSlice());
                return;
            }
            case "say" -> say(text);
            case "stderr" -> ERR.println(text);
            case "split" -> {
                ERR.print(text.substring(0, text.length() / 2));
                ERR.flush();
                ERR.println(text.substring(text.length() / 2));
            }
            case "trace" -> new IllegalStateException(text, new IOException(text)).printStackTrace(ERR);
            case "garbage" -> OUT.println("no message: " + text.replace('\n', ' '));
            case "exit" -> {
                ERR.println(text);
                Runtime.getRuntime().halt(3);
            }
            default -> {}
        }
        String shown =
                way.equals("seen") ? new StringBuilder(text).reverse().toString() : way.equals("echo") ? text : "";
        JsonWriter block = JsonWriter.object().put("type", "text").put("text", shown);
        reply(
                message,
                "result",
                JsonWriter.object().put("content", List.of(block)).toSlice());
    }

    private static void say(String text) {
        JsonWriter params = JsonWriter.object().put("level", "error").put("data", text);
        OUT.println(JsonWriter.object()
                .put("jsonrpc", "2.0")
                .put("method", "notifications/message")
                .put("params", params)
                .toSlice());
    }

    private static void reply(Json request, String kind, JsonSlice value) {
        OUT.println(JsonWriter.object()
                .put("jsonrpc", "2.0")
                .put("id", request.at("/id").integer())
                .put(kind, value)
                .toSlice());
    }
}
