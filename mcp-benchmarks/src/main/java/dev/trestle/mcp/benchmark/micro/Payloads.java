package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What is sent: as many different values of one size as it takes for no branch to be learnt by heart. */
final class Payloads {

    /** How many there are of each; a power of two. */
    static final int VARIANTS = 8;

    private static final String[] WORDS = {
        "gateway",
        "the",
        "server",
        "of",
        "a",
        "tool",
        "größer",
        "and",
        "was",
        "\n",
        "\"quoted\"",
        "protocol",
        "answers",
        "in",
        "—"
    };

    private Payloads() {}

    /**
     * Arguments of a tool.
     *
     * @param shape {@code text}: one long string of words, now and then escaped or not ASCII; {@code tree}: many small objects
     * @param size about how many bytes
     * @param seed another one makes another value
     */
    static String arguments(String shape, int size, int seed) {
        Random random = new Random(seed);
        return shape.equals("tree")
                ? "{\"rows\":" + rows(size, random) + "}"
                : "{\"text\":" + JsonWriter.write(words(size, random)) + "}";
    }

    /** A call of the tool {@code echo}, as clients send it. */
    static JsonSlice call(int id, String arguments) {
        return slice("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":"
                + params(id, arguments) + "}");
    }

    /** The same as a client of 2026-07-28 sends it. */
    static String modernCall(int id, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":"
                + arguments + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    }

    /** The params of such a call. */
    static String params(int id, String arguments) {
        return "{\"name\":\"echo\",\"arguments\":" + arguments + ",\"_meta\":{\"progressToken\":" + id + "}}";
    }

    /** The result of such a call: one text. */
    static String result(int size, int seed) {
        return "{\"content\":[{\"type\":\"text\",\"text\":" + JsonWriter.write(words(size, new Random(seed)))
                + "}],\"isError\":false}";
    }

    static JsonSlice slice(String json) {
        return JsonSlice.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String words(int size, Random random) {
        StringBuilder text = new StringBuilder(size + 16);
        while (text.length() < size) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    private static String rows(int size, Random random) {
        StringBuilder rows = new StringBuilder(size + 128).append('[');
        while (rows.length() < size) {
            rows.append(rows.length() == 1 ? "" : ",")
                    .append("{\"id\":")
                    .append(random.nextInt(1_000_000))
                    .append(",\"name\":\"")
                    .append(WORDS[random.nextInt(9)])
                    .append("\",\"price\":")
                    .append(random.nextInt(100))
                    .append(".25,\"tags\":[\"new\",\"red\"],\"sold\":")
                    .append(random.nextBoolean())
                    .append('}');
        }
        return rows.append(']').toString();
    }
}
