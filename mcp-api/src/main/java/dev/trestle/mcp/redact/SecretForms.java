package dev.trestle.mcp.redact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The forms of a secret that are looked for as they are; those with escapes are found without them ({@link Unescaped}). */
final class SecretForms {

    private SecretForms() {}

    static List<String> of(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.add(secret);
        if (secret.indexOf(' ') >= 0 || bytes.length > secret.length()) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            forms.add(encoded);
            forms.add(encoded.replace("+", "%20"));
        }
        if (bytes.length > secret.length()) {
            // In URLs of which every character is escaped, those of ASCII are undone before anybody looks.
            forms.add(escapedBeyondAscii(bytes));
        }
        forms.add(HexFormat.of().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            String inside = base64Inside(bytes, before);
            forms.add(inside);
            forms.add(inside.replace('+', '-').replace('/', '_'));
            String atEnd = base64AtEnd(bytes, before);
            forms.add(atEnd);
            forms.add(atEnd.replace('+', '-').replace('/', '_'));
        }
        return List.copyOf(forms);
    }

    private static String escapedBeyondAscii(byte[] bytes) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : bytes) {
            if (b < 0) {
                escaped.append('%').append(HexFormat.of().toHexDigits(b));
            } else {
                escaped.append((char) b);
            }
        }
        return escaped.toString();
    }

    /** As {@link #base64Inside} where nothing follows: the last character is then known, too. */
    private static String base64AtEnd(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        return Base64.getEncoder().withoutPadding().encodeToString(shifted).substring(before == 0 ? 0 : before + 1);
    }

    /** The characters of Base64 that depend on these bytes alone, whatever stands before and after them. */
    private static String base64Inside(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = before == 0 ? 0 : before + 1;
        int to = shifted.length % 3 == 0 ? text.length() : text.length() - 1;
        return text.substring(from, to);
    }
}
