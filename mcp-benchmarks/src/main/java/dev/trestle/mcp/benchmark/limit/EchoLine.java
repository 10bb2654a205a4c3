package dev.trestle.mcp.benchmark.limit;

import java.nio.charset.StandardCharsets;

/**
 * What an echoing server says to one message. The message is searched, not parsed: the first {@code "id":}, {@code "method":} and
 * {@code "text":} count, and no blanks are expected.
 */
final class EchoLine {

    private static final byte[] ID = bytes("\"id\":");
    private static final byte[] METHOD = bytes("\"method\":\"");
    private static final byte[] TEXT = bytes("\"text\":\"");
    private static final byte[] CALL = bytes("tools/call\"");
    private static final byte[] LIST = bytes("tools/list\"");
    private static final byte[] INITIALIZE = bytes("initialize\"");
    private static final byte[] DISCOVER = bytes("server/discover\"");
    private static final byte[] PING = bytes("ping\"");

    private static final byte[] HEAD = bytes("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final byte[] END = bytes("}\n");
    private static final byte[] ECHO_END = bytes("\"}]}}\n");
    private static final byte[] EMPTY = bytes(",\"result\":{}");
    private static final byte[] UNKNOWN = bytes(",\"error\":{\"code\":-32601,\"message\":\"no such method\"}");
    private static final byte[] UNSUPPORTED = bytes(",\"error\":{\"code\":-32022,\"message\":\"only 2026-07-28\","
            + "\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"2025-11-25\"}}");
    private static final byte[] INITIALIZED = bytes(",\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}");
    private static final String TOOLS = "\"tools\":[{\"name\":\"echo\",\"description\":\"Says what it is told\","
            + "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},"
            + "\"required\":[\"text\"]}}]";
    private static final String TYPED = "\"resultType\":\"complete\",";
    private static final String HINTS = TYPED + "\"ttlMs\":0,\"cacheScope\":\"private\",";
    private static final byte[] DISCOVERED = bytes(",\"result\":{" + HINTS
            + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
            + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}}");

    private final boolean modern;
    private final byte[] echoHead;
    private final byte[] tools;

    EchoLine(boolean modern) {
        this.modern = modern;
        echoHead = bytes(",\"result\":{" + (modern ? TYPED : "") + "\"content\":[{\"type\":\"text\",\"text\":\"");
        tools = bytes(",\"result\":{" + (modern ? HINTS : "") + TOOLS + "}");
    }

    /**
     * Adds the answer and a newline.
     *
     * @return false if the message has no id, so that there is no answer
     */
    boolean answer(byte[] from, int begin, int end, Bytes to) {
        int id = after(from, begin, end, ID);
        if (id < 0) {
            return false;
        }
        int idEnd = id;
        while (idEnd < end && from[idEnd] != ',' && from[idEnd] != '}') {
            idEnd++;
        }
        to.add(HEAD);
        to.add(from, id, idEnd);
        int method = after(from, begin, end, METHOD);
        if (begins(from, method, end, CALL)) {
            echo(from, begin, end, to);
        } else {
            to.add(other(from, method, end));
            to.add(END);
        }
        return true;
    }

    private void echo(byte[] from, int begin, int end, Bytes to) {
        int text = Math.max(0, after(from, begin, end, TEXT));
        int textEnd = text;
        while (textEnd < end && from[textEnd] != '"') {
            textEnd++;
        }
        to.add(echoHead);
        to.add(from, text, textEnd);
        to.add(ECHO_END);
    }

    private byte[] other(byte[] from, int method, int end) {
        if (begins(from, method, end, LIST)) {
            return tools;
        }
        if (begins(from, method, end, INITIALIZE)) {
            return modern ? UNSUPPORTED : INITIALIZED;
        }
        if (begins(from, method, end, DISCOVER)) {
            return modern ? DISCOVERED : UNKNOWN;
        }
        return begins(from, method, end, PING) ? EMPTY : UNKNOWN;
    }

    /** The place after the first of these, or -1. */
    static int after(byte[] from, int begin, int end, byte[] sought) {
        int last = end - sought.length;
        for (int at = begin; at <= last; at++) {
            if (from[at] == sought[0] && begins(from, at, end, sought)) {
                return at + sought.length;
            }
        }
        return -1;
    }

    private static boolean begins(byte[] from, int at, int end, byte[] sought) {
        if (at < 0 || end - at < sought.length) {
            return false;
        }
        for (int i = 0; i < sought.length; i++) {
            if (from[at + i] != sought[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
