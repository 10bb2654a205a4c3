package dev.trestle.mcp.http.edge;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes what is right a little wrong. */
final class Mutations {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "99999999999999999999999",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "{\"a\":{}}",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"é😀\"",
            "\"2.0\"",
            "\"initialize\"",
            "-0",
            "01",
            "tru",
            "{\"id\":1,\"id\":2}",
            "\"" + "x".repeat(2_000) + "\"",
            "[".repeat(120) + "]".repeat(120));
    private static final List<String> NAMES = List.of(
            "id",
            "method",
            "params",
            "result",
            "error",
            "jsonrpc",
            "_meta",
            "name",
            "progressToken",
            "protocolVersion");
    private static final List<String> HEADERS = List.of(
            "Accept", "Content-Type", "Mcp-Session-Id", "MCP-Protocol-Version", "Last-Event-ID", "Origin", "Host");
    private static final List<String> HEADER_VALUES = List.of(
            "",
            " ",
            "*/*",
            "application/json",
            "text/event-stream",
            "application/json;charset=latin1",
            "text/html",
            "null",
            "1-1",
            "-",
            "99999999999999999999-1",
            "1-99999999999999999999",
            "2025-11-25",
            "1999-01-01",
            "http://localhost:3000",
            "https://evil.example.com",
            "localhost",
            "[::1]",
            "a,b;c=\"d",
            "é",
            "x".repeat(5_000),
            "application/json, text/event-stream");

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Replaces, adds, takes away or doubles members, by their text; what comes out may be no JSON at all. */
    String json(String message) {
        String text = message;
        for (int i = random.nextInt(3); i >= 0; i--) {
            text = once(text);
        }
        return text;
    }

    private String once(String text) {
        int colon = anyOf(text, ':');
        int brace = anyOf(text, '{');
        return switch (random.nextInt(7)) {
            case 0 ->
                colon < 0
                        ? text
                        : text.substring(0, colon + 1) + pick(VALUES) + text.substring(valueEnd(text, colon + 1));
            case 1 ->
                brace < 0
                        ? text
                        : text.substring(0, brace + 1) + "\"" + pick(NAMES) + "\":" + pick(VALUES) + ","
                                + text.substring(brace + 1);
            case 2 -> colon < 0 ? text : text.substring(0, colon + 1) + "{\"n\":" + text.substring(colon + 1) + "}";
            case 3 -> text.replaceFirst("\"" + pick(NAMES) + "\"", "\"" + pick(NAMES) + "\"");
            case 4 -> text.substring(0, random.nextInt(text.length() + 1));
            case 5 -> pick(VALUES);
            default -> text + (random.nextBoolean() ? " " : text);
        };
    }

    private int anyOf(String text, char wanted) {
        int from = text.isEmpty() ? 0 : random.nextInt(text.length());
        int at = text.indexOf(wanted, from);
        return at < 0 ? text.indexOf(wanted) : at;
    }

    private static int valueEnd(String text, int from) {
        int at = from;
        while (at < text.length() && ",}]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** Changes, inserts or takes away bytes. */
    byte[] bytes(byte[] of) {
        if (of.length == 0) {
            return of;
        }
        int at = random.nextInt(of.length);
        byte[] changed = of.clone();
        switch (random.nextInt(4)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed = Arrays.copyOf(of, at);
            default -> {
                changed = new byte[of.length + 1];
                System.arraycopy(of, 0, changed, 0, at);
                changed[at] = (byte) random.nextInt(256);
                System.arraycopy(of, at, changed, at + 1, of.length - at);
            }
        }
        return changed;
    }

    /** Mostly leaves headers as they are. */
    Map<String, String> headers(Map<String, String> right) {
        Map<String, String> headers = new LinkedHashMap<>(right);
        if (random.nextInt(3) == 0) {
            String name = pick(HEADERS);
            if (random.nextBoolean()) {
                headers.remove(name);
            } else {
                headers.put(name, pick(HEADER_VALUES));
            }
        }
        return headers;
    }

    /** The id of an event that there is, or was, or could be, or none. */
    String eventId() {
        return switch (random.nextInt(4)) {
            case 0 -> pick(HEADER_VALUES);
            case 1 -> random.nextInt(400) + "-" + random.nextInt(5);
            case 2 -> random.nextInt(5) + "-" + random.nextInt(5);
            default -> "1-" + random.nextInt(3);
        };
    }
}
