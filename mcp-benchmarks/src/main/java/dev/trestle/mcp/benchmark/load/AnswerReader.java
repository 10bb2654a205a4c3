package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds id and text of an answer where they have to be: the id at the top, the text in {@code result.content[0].text}. A request
 * that comes back, an error, and whatever has one of these twice are no answers. Also reads a stream of events, of which the last is
 * the answer and all others are notifications. Not
 * thread-safe.
 */
public final class AnswerReader {

    private static final byte[] EVENT = bytes("data: {");
    private static final byte[] ID = bytes("id");
    private static final byte[] RESULT = bytes("result");
    private static final byte[] CONTENT = bytes("content");
    private static final byte[] TEXT = bytes("text");
    private static final byte[] METHOD = bytes("method");
    private static final byte[] PARAMS = bytes("params");
    private static final byte[] ERROR = bytes("error");
    private static final int SHOWN = 300;

    private byte[] in = {};
    private int end;
    private int at;
    private int keyFrom;
    private int keyTo;
    private int idFrom;
    private int idTo;
    private boolean inEvents;
    private boolean notification;
    private boolean result;
    private boolean content;
    private int textFrom;
    private int textTo;

    /** Which object is being read. */
    private enum Place {
        TOP,
        RESULT,
        CONTENT
    }

    /**
     * Reads a body.
     *
     * @param body where it is
     * @param length how much of it counts
     * @return whether it is an answer with a result
     */
    public boolean read(byte[] body, int length) {
        in = body;
        end = length;
        at = 0;
        inEvents = length > 0 && body[0] != '{';
        do {
            if (inEvents) {
                at = Search.after(body, at, length, EVENT) - 1;
            }
            idFrom = -1;
            textFrom = -1;
            result = false;
            content = false;
            notification = false;
            if (at < 0 || !members(Place.TOP)) {
                return false;
            }
        } while (notification && idFrom < 0 && !result);
        blanks();
        return at == end && idFrom >= 0 && result && !notification;
    }

    /**
     * Reads an answer that has to be this one.
     *
     * @param body all of it
     * @param id its id, as JSON
     * @return its text, as it is written in JSON
     * @throws IOException if it has another id, no result or no text
     */
    public static String text(byte[] body, String id) throws IOException {
        AnswerReader reader = new AnswerReader();
        if (!reader.read(body, body.length) || !reader.hasId(bytes(id)) || reader.textFrom < 0) {
            String said = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
            throw new IOException("no right answer to " + id + ", but " + body.length + " bytes: " + said);
        }
        return new String(body, reader.textFrom, reader.textTo - reader.textFrom, StandardCharsets.UTF_8);
    }

    /**
     * Whether an answer is this one, without a copy of it.
     *
     * @param body all of it
     * @param id its id, as JSON
     * @param text its text, as it is written in JSON
     * @return false if it has another id, no result or another text
     */
    public static boolean hasText(byte[] body, String id, byte[] text) {
        AnswerReader reader = new AnswerReader();
        return reader.read(body, body.length)
                && reader.hasId(bytes(id))
                && reader.textFrom >= 0
                && Arrays.equals(body, reader.textFrom, reader.textTo, text, 0, text.length);
    }

    /**
     * Whether this is an answer with a result, be it the right one or another.
     *
     * @param body all of it
     * @return false if it is an error, or no answer at all
     */
    public static boolean isResult(byte[] body) {
        return new AnswerReader().read(body, body.length);
    }

    private boolean hasId(byte[] id) {
        return Arrays.equals(in, idFrom, idTo, id, 0, id.length);
    }

    /** Where the id begins; quotes belong to it. */
    int idFrom() {
        return idFrom;
    }

    int idTo() {
        return idTo;
    }

    /** Where the text begins, or -1 if there is none; quotes do not belong to it. */
    int textFrom() {
        return textFrom;
    }

    int textTo() {
        return textTo;
    }

    private boolean members(Place place) {
        if (!take('{')) {
            return false;
        }
        if (take('}')) {
            return true;
        }
        do {
            blanks();
            keyFrom = at + 1;
            if (peek() != '"' || !string()) {
                return false;
            }
            keyTo = at - 1;
            if (!take(':')) {
                return false;
            }
            blanks();
            if (!member(place)) {
                return false;
            }
        } while (take(','));
        return take('}');
    }

    private boolean member(Place place) {
        switch (place) {
            case TOP -> {
                return top();
            }
            case RESULT -> {
                if (!isKey(CONTENT)) {
                    return value();
                }
                if (content) {
                    return false;
                }
                content = true;
                return items();
            }
            default -> {
                if (!isKey(TEXT)) {
                    return value();
                }
                if (textFrom >= 0 || peek() != '"') {
                    return false;
                }
                textFrom = at + 1;
                boolean ended = string();
                textTo = at - 1;
                return ended;
            }
        }
    }

    private boolean top() {
        if (isKey(ID)) {
            if (idFrom >= 0) {
                return false;
            }
            idFrom = at;
            boolean ended = value();
            idTo = at;
            return ended;
        }
        if (isKey(RESULT)) {
            if (result) {
                return false;
            }
            result = true;
            return members(Place.RESULT);
        }
        if (isKey(METHOD) || isKey(PARAMS)) {
            notification = true;
            return inEvents && value();
        }
        return !isKey(ERROR) && value();
    }

    /** The first of them has the text. */
    private boolean items() {
        if (!take('[')) {
            return false;
        }
        if (take(']')) {
            return true;
        }
        if (!members(Place.CONTENT)) {
            return false;
        }
        while (take(',')) {
            blanks();
            if (!value()) {
                return false;
            }
        }
        return take(']');
    }

    /** Passes over a value; whether brackets match is not its matter. */
    private boolean value() {
        int first = peek();
        if (first == '"') {
            return string();
        }
        if (first != '{' && first != '[') {
            int from = at;
            while (at < end && ",]} \t\r\n".indexOf(in[at]) < 0) {
                at++;
            }
            return at > from;
        }
        int depth = 0;
        do {
            int next = peek();
            if (next == '"') {
                if (!string()) {
                    return false;
                }
                continue;
            }
            depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
            at++;
        } while (depth > 0 && at < end);
        return depth == 0;
    }

    private boolean string() {
        at++;
        while (at < end && in[at] != '"') {
            at += in[at] == '\\' ? 2 : 1;
        }
        at++;
        return at <= end;
    }

    private boolean isKey(byte[] key) {
        return Arrays.equals(in, keyFrom, keyTo, key, 0, key.length);
    }

    private boolean take(char sought) {
        blanks();
        if (peek() != sought) {
            return false;
        }
        at++;
        return true;
    }

    private int peek() {
        return at < end ? in[at] : -1;
    }

    private void blanks() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
