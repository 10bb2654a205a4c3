package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds id and text of an answer where they have to be: the id at the top, the text in {@code result.content[0].text}. A request
 * that comes back, an error, and whatever has one of these twice are no answers. Also reads a stream of events, of which the last is
 * the answer and all others are notifications. Not thread-safe.
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
    private final Span key = new Span();
    private final Span id = new Span();
    private final Span text = new Span();
    private final Set<Seen> seen = EnumSet.noneOf(Seen.class);

    /** Where something lies; from -1 if nowhere. */
    private static final class Span {
        private int from;
        private int to;
    }

    /** What was met. */
    private enum Seen {
        METHOD,
        RESULT,
        CONTENT
    }

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
        do {
            if (inEvents()) {
                at = Search.after(body, at, length, EVENT) - 1;
            }
            id.from = -1;
            text.from = -1;
            seen.clear();
            if (at < 0 || !members(Place.TOP)) {
                return false;
            }
        } while (id.from < 0 && seen.contains(Seen.METHOD) && !seen.contains(Seen.RESULT));
        blanks();
        return at == end && id.from >= 0 && seen.contains(Seen.RESULT) && !seen.contains(Seen.METHOD);
    }

    private boolean inEvents() {
        return end > 0 && in[0] != '{';
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
        if (!reader.read(body, body.length) || !reader.hasId(bytes(id)) || reader.text.from < 0) {
            String said = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
            throw new IOException("no right answer to " + id + ", but " + body.length + " bytes: " + said);
        }
        return new String(body, reader.text.from, reader.text.to - reader.text.from, StandardCharsets.UTF_8);
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
                && reader.text.from >= 0
                && Arrays.equals(body, reader.text.from, reader.text.to, text, 0, text.length);
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

    private boolean hasId(byte[] asked) {
        return Arrays.equals(in, id.from, id.to, asked, 0, asked.length);
    }

    /** Where the id begins; quotes belong to it. */
    int idFrom() {
        return id.from;
    }

    int idTo() {
        return id.to;
    }

    /** Where the text begins, or -1 if there is none; quotes do not belong to it. */
    int textFrom() {
        return text.from;
    }

    int textTo() {
        return text.to;
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
            key.from = at + 1;
            if (peek() != '"' || !string()) {
                return false;
            }
            key.to = at - 1;
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
                return seen.add(Seen.CONTENT) && items();
            }
            default -> {
                if (!isKey(TEXT)) {
                    return value();
                }
                if (text.from >= 0 || peek() != '"') {
                    return false;
                }
                text.from = at + 1;
                boolean ended = string();
                text.to = at - 1;
                return ended;
            }
        }
    }

    private boolean top() {
        if (isKey(ID)) {
            if (id.from >= 0) {
                return false;
            }
            id.from = at;
            boolean ended = value();
            id.to = at;
            return ended;
        }
        if (isKey(RESULT)) {
            return seen.add(Seen.RESULT) && members(Place.RESULT);
        }
        if (isKey(METHOD) || isKey(PARAMS)) {
            seen.add(Seen.METHOD);
            return inEvents() && value();
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

    private boolean isKey(byte[] name) {
        return Arrays.equals(in, key.from, key.to, name, 0, name.length);
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
