package dev.trestle.mcp.testkit.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How 2026-07-28 puts a text into {@code Mcp-Name} and {@code Mcp-Param-*}: as it is, or between the markers
 * {@code =?base64?} and {@code ?=} if a header could not carry it or a reader would take it for encoded.
 */
public final class HeaderText {

    private static final String BEFORE = "=?base64?";
    private static final String AFTER = "?=";

    private HeaderText() {}

    /**
     * Encodes where it is needed, and only there.
     *
     * @param text any text
     * @return a header's value
     */
    public static String encode(String text) {
        return isPlain(text) ? text : encodeAlways(text);
    }

    /**
     * Encodes what needs it and what does not.
     *
     * @param text any text
     * @return a header's value
     */
    public static String encodeAlways(String text) {
        return BEFORE + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + AFTER;
    }

    /**
     * Decodes.
     *
     * @param value a header's value
     * @return the text, or null if it is marked as encoded and is not the one encoding of a text
     */
    public static @Nullable String decode(String value) {
        if (!isMarked(value)) {
            return value;
        }
        String inner = value.substring(BEFORE.length(), value.length() - AFTER.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(inner);
            return Base64.getEncoder().encodeToString(bytes).equals(inner)
                    ? StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString()
                    : null;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isMarked(String value) {
        return value.length() >= BEFORE.length() + AFTER.length() && value.startsWith(BEFORE) && value.endsWith(AFTER);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0x7e))
                && !isMarked(text)
                && text.equals(text.strip());
    }
}
