package dev.trestle.mcp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON strings as bytes (RFC 8259 §7). */
final class StringText {

    private StringText() {}

    /**
     * Finds the closing quote, checking the text on the way, UTF-8 included.
     *
     * @param from after the opening quote
     * @return the index of the closing quote, or the complement of the index of the first byte that is wrong
     */
    static int closingQuote(byte[] bytes, int from, int end) {
        int i = from;
        while (true) {
            i = skipPlain(bytes, i, end);
            if (i >= end) {
                return ~end;
            }
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            int size = b == '\\' ? escape(bytes, i, end) : b < 0 ? Utf8.sequence(bytes, i, end) : 0;
            if (size == 0) {
                return ~i;
            }
            i += size;
        }
    }

    /** The index of the first byte that is a quote, a backslash, a control character or not ASCII. */
    private static int skipPlain(byte[] bytes, int from, int end) {
        int i = from;
        while (i <= end - Long.BYTES) {
            int plain = Words.plain((long) Words.AT.get(bytes, i), '"', '\\');
            i += plain;
            if (plain < Long.BYTES) {
                return i;
            }
        }
        while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The length of the escape at an index, or 0. */
    private static int escape(byte[] bytes, int at, int end) {
        if (at + 1 >= end) {
            return 0;
        }
        byte letter = bytes[at + 1];
        if (letter != 'u') {
            return "\"\\/bfnrt".indexOf(letter) >= 0 ? 2 : 0;
        }
        return at + 6 <= end && codeUnit(bytes, at) >= 0 ? 6 : 0;
    }

    /** What an escape of the form {@code \}{@code uXXXX} stands for, or a negative number if it is none. */
    private static int codeUnit(byte[] bytes, int at) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            unit = unit << 4 | Character.digit(bytes[i], 16);
        }
        return unit;
    }

    /** The characters between two quotes, which were checked before. */
    static String decode(byte[] bytes, int from, int to) {
        String word = Vocabulary.find(bytes, from, to);
        return word == null ? decodeNew(bytes, from, to) : word;
    }

    private static String decodeNew(byte[] bytes, int from, int to) {
        int escape = indexOfEscape(bytes, from, to);
        if (escape == to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        while (escape < to) {
            text.append(new String(bytes, plain, escape - plain, StandardCharsets.UTF_8));
            boolean unit = bytes[escape + 1] == 'u';
            text.append(unit ? (char) codeUnit(bytes, escape) : unescaped(bytes[escape + 1]));
            plain = escape + (unit ? 6 : 2);
            escape = indexOfEscape(bytes, plain, to);
        }
        return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static int indexOfEscape(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && Words.without((long) Words.AT.get(bytes, i), '\\', '\\')) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private static char unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) letter;
        };
    }

    /**
     * The names and methods that most messages are made of, so that they need not be made anew each time. It is fixed: what peers
     * say is compared with it and never kept.
     */
    private static final class Vocabulary {

        private static final String[] WORDS = {
            "jsonrpc",
            "2.0",
            "id",
            "method",
            "params",
            "result",
            "error",
            "code",
            "message",
            "data",
            "_meta",
            "name",
            "arguments",
            "uri",
            "cursor",
            "progressToken",
            "progress",
            "total",
            "requestId",
            "reason",
            "level",
            "logger",
            "task",
            "taskId",
            "content",
            "structuredContent",
            "isError",
            "type",
            "text",
            "image",
            "audio",
            "mimeType",
            "annotations",
            "resource",
            "resultType",
            "complete",
            "ttlMs",
            "cacheScope",
            "private",
            "public",
            "requestState",
            "inputRequests",
            "inputResponses",
            "tools",
            "prompts",
            "resources",
            "resourceTemplates",
            "contents",
            "nextCursor",
            "title",
            "description",
            "inputSchema",
            "outputSchema",
            "properties",
            "required",
            "object",
            "string",
            "number",
            "integer",
            "boolean",
            "version",
            "capabilities",
            "clientInfo",
            "serverInfo",
            "protocolVersion",
            "instructions",
            "tools/call",
            "tools/list",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/read",
            "resources/templates/list",
            "initialize",
            "ping",
            "server/discover",
            "subscriptions/listen",
            "notifications/progress",
            "notifications/message",
            "notifications/cancelled",
            "notifications/initialized",
            "notifications/tools/list_changed",
            "io.modelcontextprotocol/protocolVersion",
            "io.modelcontextprotocol/clientInfo",
            "io.modelcontextprotocol/clientCapabilities",
            "io.modelcontextprotocol/serverInfo",
            "io.modelcontextprotocol/logLevel",
            "2025-06-18",
            "2025-11-25",
            "2026-07-28"
        };
        private static final int SLOTS = 1 << 9;
        private static final String[] TEXTS = new String[SLOTS];
        private static final byte[][] BYTES = new byte[SLOTS][];
        private static final int LONGEST;

        static {
            int longest = 0;
            for (String word : WORDS) {
                byte[] spelled = word.getBytes(StandardCharsets.US_ASCII);
                int slot = slot(spelled, 0, spelled.length);
                while (TEXTS[slot] != null) {
                    slot = (slot + 1) & (SLOTS - 1);
                }
                TEXTS[slot] = word;
                BYTES[slot] = spelled;
                longest = Math.max(longest, spelled.length);
            }
            LONGEST = longest;
        }

        private Vocabulary() {}

        /** The word that is spelled like this, or null. */
        static @Nullable String find(byte[] bytes, int from, int to) {
            if (to - from > LONGEST || from == to) {
                return null;
            }
            for (int slot = slot(bytes, from, to); TEXTS[slot] != null; slot = (slot + 1) & (SLOTS - 1)) {
                if (Arrays.equals(bytes, from, to, BYTES[slot], 0, BYTES[slot].length)) {
                    return TEXTS[slot];
                }
            }
            return null;
        }

        /** Length and three of the bytes tell most words apart. */
        private static int slot(byte[] bytes, int from, int to) {
            int length = to - from;
            int mixed = length * 31 + bytes[from];
            mixed = mixed * 31 + bytes[from + (length >> 1)];
            mixed = mixed * 31 + bytes[to - 1];
            return (mixed ^ mixed >>> 9) & (SLOTS - 1);
        }
    }
}
