package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whether data is base64 as strict clients want it, without a copy of it. */
final class Base64Text {

    private static final boolean[] ALPHABET = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .chars()
                .forEach(c -> ALPHABET[c] = true);
    }

    private Base64Text() {}

    /**
     * Judges a member that holds data.
     *
     * @param value the member, or null if it is absent, which is another's business
     * @return whether it is absent, or a string of base64 with or without padding
     */
    static boolean isValid(@Nullable JsonSlice value) {
        if (value == null) {
            return true;
        }
        if (!Slices.isString(value)) {
            return false;
        }
        return value.read((array, offset, length) -> {
            int end = offset + length - 1;
            for (int i = offset + 1; i < end; i++) {
                if (array[i] == '\\') {
                    // Some writers escape every slash.
                    return isValid(String.valueOf(SliceEditor.text(value)));
                }
            }
            return isValid(array, offset + 1, end);
        });
    }

    private static boolean isValid(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return isValid(bytes, 0, bytes.length);
    }

    private static boolean isValid(byte[] bytes, int from, int to) {
        int last = to;
        while (last > from && last > to - 2 && bytes[last - 1] == '=') {
            last--;
        }
        for (int i = from; i < last; i++) {
            if (bytes[i] < 0 || !ALPHABET[bytes[i]]) {
                return false;
            }
        }
        boolean padded = last < to;
        return padded ? (to - from) % 4 == 0 : (last - from) % 4 != 1;
    }
}
