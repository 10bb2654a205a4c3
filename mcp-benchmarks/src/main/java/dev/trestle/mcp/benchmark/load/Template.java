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
    private static final String ID_NAME = "\"id\":";
    private static final String TEXT_NAME = "\"text\":\"";

    private final byte[] request;
    private final int bodyAt;
    private final int idAt;
    private final int idLength;
    private final boolean reflected;
    private final int textAt;
    private final int textLength;

    private Template(String head, String body, String id, int textLength, boolean reflected) {
        request = bytes(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        bodyAt = request.length - body.length();
        idAt = bodyAt + body.indexOf(ID_NAME) + ID_NAME.length();
        idLength = id.length();
        textAt = textLength == 0 ? -1 : bodyAt + body.indexOf(TEXT_NAME) + TEXT_NAME.length();
        this.textLength = textLength;
        this.reflected = reflected;
    }

    /**
     * A call of the tool {@code echo}.
     *
     * @param target where to, with headers
     * @param length the length of the text, at least 13
     * @return the template
     */
    public static Template call(Target target, int length) {
        return call(target, ID, length, false);
    }

    /**
     * The same, whose id is a text.
     *
     * @param target where to, with headers
     * @param length the length of the text, at least 13
     * @return the template
     */
    public static Template callWithTextId(Target target, int length) {
        return call(target, '"' + ID + '"', length, false);
    }

    /**
     * The same for a bare server: right is the request itself, byte by byte, and nothing else.
     *
     * @param target where to, with headers
     * @param length the length of the text, at least 13
     * @return the template
     */
    public static Template reflected(Target target, int length) {
        return call(target, ID, length, true);
    }

    private static Template call(Target target, String id, int length, boolean reflected) {
        if (length < DIGITS) {
            throw new IllegalArgumentException("a text has at least " + DIGITS + " characters, not " + length);
        }
        String text = String.valueOf(FILL).repeat(length);
        String params = "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}";
        return new Template(
                target.head("tools/call", "echo"), target.body(id, "tools/call", params), id, length, reflected);
    }

    /**
     * A request for the first page of tools. Its answer has to have the tool {@code echo} in it, and to be the same each time.
     *
     * @param target where to, with headers
     * @return the template
     */
    public static Template list(Target target) {
        return new Template(target.head("tools/list", null), target.body(ID, "tools/list", ""), ID, 0, false);
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
        digits(id, bytes, idAt + (idLength - DIGITS) / 2);
        if (isCall()) {
            digits(text, bytes, textAt);
            for (int repeat = 1; repeat < REPEATS && (repeat + 1) * DIGITS <= textLength; repeat++) {
                System.arraycopy(bytes, textAt, bytes, textAt + repeat * DIGITS, DIGITS);
            }
        }
    }

    /** Whether a body answers what was sent: with its id, and with its text if it has one, each where it has to be. */
    boolean isAnswered(byte[] sent, AnswerReader reader, byte[] body, int length) {
        if (reflected) {
            return length == request.length - bodyAt && Search.same(sent, bodyAt, body, 0, length);
        }
        return reader.read(body, length)
                && reader.idTo() - reader.idFrom() == idLength
                && Search.same(sent, idAt, body, reader.idFrom(), idLength)
                && (isCall()
                        ? reader.textFrom() >= 0
                                && reader.textTo() - reader.textFrom() == textLength
                                && Search.same(sent, textAt, body, reader.textFrom(), textLength)
                        : reader.textFrom() < 0);
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
