package dev.trestle.mcp.benchmark.load;

import java.nio.charset.StandardCharsets;

/**
 * A request of which only id and text differ from call to call, and what its answer has to be. The id is a number of 13 digits;
 * the text repeats another and is filled with dots, so that no two texts of a run are the same. Immutable.
 */
public final class Template {

    static final int DIGITS = 13;

    private static final String ID = "0".repeat(DIGITS);
    private static final char FILL = '.';
    private static final int REPEATS = 7;
    private static final byte[] ID_NAME = bytes("\"id\":");
    private static final byte[] TEXT_NAME = bytes("\"text\":\"");

    private final byte[] request;
    private final int idAt;
    private final int textAt;
    private final int textLength;

    private Template(String head, String body, int textLength) {
        request = bytes(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        int bodyAt = request.length - body.length();
        idAt = bodyAt + body.indexOf("\"id\":") + ID_NAME.length;
        textAt = textLength == 0 ? -1 : bodyAt + body.indexOf("\"text\":\"") + TEXT_NAME.length;
        this.textLength = textLength;
    }

    /**
     * A call of the tool {@code echo}.
     *
     * @param target where to, with headers
     * @param length the length of the text, at least 13
     * @return the template
     */
    public static Template call(Target target, int length) {
        if (length < DIGITS) {
            throw new IllegalArgumentException("a text has at least " + DIGITS + " characters, not " + length);
        }
        String text = String.valueOf(FILL).repeat(length);
        String params = "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}";
        return new Template(target.head("tools/call", "echo"), target.body(ID, "tools/call", params), length);
    }

    /**
     * A request for the first page of tools. Its answer has to have the tool {@code echo} in it, and to be the same each time.
     *
     * @param target where to, with headers
     * @return the template
     */
    public static Template list(Target target) {
        return new Template(target.head("tools/list", null), target.body(ID, "tools/list", ""), 0);
    }

    int length() {
        return request.length;
    }

    boolean isCall() {
        return textLength > 0;
    }

    /** Puts the request with this id, and a text of that number, into an array of at least its length. */
    void write(long id, long text, byte[] bytes) {
        System.arraycopy(request, 0, bytes, 0, request.length);
        digits(id, bytes, idAt);
        if (isCall()) {
            digits(text, bytes, textAt);
            for (int repeat = 1; repeat < REPEATS && (repeat + 1) * DIGITS <= textLength; repeat++) {
                System.arraycopy(bytes, textAt, bytes, textAt + repeat * DIGITS, DIGITS);
            }
        }
    }

    /** Whether a body answers what was sent: with its id, and with its text if it has one. */
    boolean isAnswered(byte[] sent, byte[] body, int length) {
        int id = idIn(sent, body, length);
        if (id < 0) {
            return false;
        }
        if (!isCall()) {
            return true;
        }
        int text = Search.after(body, 0, length, TEXT_NAME);
        return text >= 0
                && text + textLength < length
                && body[text + textLength] == '"'
                && Search.same(sent, textAt, body, text, textLength);
    }

    /** Where the digits of the id are in the answer, or -1 if it has another id. */
    int idIn(byte[] sent, byte[] body, int length) {
        for (int at = Search.after(body, 0, length, ID_NAME); at >= 0; at = Search.after(body, at, length, ID_NAME)) {
            int end = at + DIGITS;
            if (end < length && Search.same(sent, idAt, body, at, DIGITS) && (body[end] < '0' || body[end] > '9')) {
                return at;
            }
        }
        return -1;
    }

    private static void digits(long number, byte[] to, int at) {
        long rest = number;
        for (int place = at + DIGITS - 1; place >= at; place--) {
            to[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
