package dev.trestle.mcp.era.header;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text in the value of {@code Mcp-Name} and {@code Mcp-Param-*} (2026-07-28, {@code basic/transports/streamable-http}):
 * as it is where a header can hold it, otherwise as base64 between two marks.
 */
final class HeaderValue {

    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderValue() {}

    /**
     * The header value for a text. Half a surrogate pair, which no header can hold, becomes a question mark; the server
     * then finds that header and body differ.
     *
     * @param text any text
     * @return printable ASCII, and tabs within
     */
    static String encode(String text) {
        boolean plain = isAllowed(text) && text.equals(trim(text));
        if (plain && !(text.startsWith(PREFIX) && text.endsWith(SUFFIX))) {
            return text;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return PREFIX + Base64.getEncoder().encodeToString(utf8) + SUFFIX;
    }

    /**
     * The text of a header value. Space around the value does not count.
     *
     * @param header the value as received
     * @return the text; empty if the value has characters that must not be in it as they are, or if what stands between
     *     the marks is no base64 in its one canonical form, or no UTF-8
     */
    static Optional<String> decode(String header) {
        String value = trim(header);
        if (!isAllowed(value)) {
            return Optional.empty();
        }
        boolean marked = value.length() >= PREFIX.length() + SUFFIX.length()
                && value.startsWith(PREFIX)
                && value.endsWith(SUFFIX);
        return marked ? fromBase64(value.substring(PREFIX.length(), value.length() - SUFFIX.length())) : of(value);
    }

    /**
     * Whether a header surely says the same as a string of JSON, without decoding either: both are the same letters of ASCII, and
     * neither has marks, escapes or space around it.
     *
     * @param header the value as received
     * @param json a JSON value, or null
     * @return false if it does not, or if that cannot be told so easily
     */
    static boolean says(String header, @Nullable JsonSlice json) {
        int length = header.length();
        if (json == null || length == 0 || json.length() != length + 2 || json.byteAt(0) != '"') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = header.charAt(i);
            boolean plain = c > 0x20 && c <= 0x7E && c != '\\' && c != '"';
            if (!plain || json.byteAt(i + 1) != c) {
                return false;
            }
        }
        return !header.startsWith(PREFIX);
    }

    private static Optional<String> of(String value) {
        return Optional.of(value);
    }

    private static Optional<String> fromBase64(String base64) {
        try {
            byte[] utf8 = Base64.getDecoder().decode(base64);
            // The decoder does without padding and takes stray bits at the end: several spellings of one text.
            if (!Base64.getEncoder().encodeToString(utf8).equals(base64)) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 || c > 0x7E) && c != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Without the space and tabs around it, which are no part of a header's value. */
    static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    static @Nullable String trimOrNull(@Nullable String value) {
        return value == null ? null : trim(value);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
