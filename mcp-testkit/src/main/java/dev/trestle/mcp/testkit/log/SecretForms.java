package dev.trestle.mcp.testkit.log;

import dev.trestle.mcp.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A secret in the forms in which it gets into logs unnoticed. */
final class SecretForms {

    /** Anything shorter is found by chance. */
    private static final int SHORTEST = 6;

    private final Map<String, String> forms = new LinkedHashMap<>();

    SecretForms(String secret) {
        if (secret.length() < SHORTEST) {
            throw new IllegalArgumentException("a secret to look for needs " + SHORTEST + " characters or more");
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String quoted = JsonWriter.write(secret).toString();
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.put("as it is", secret);
        forms.put("as JSON", quoted.substring(1, quoted.length() - 1));
        forms.put("in a form", encoded);
        forms.put("in a URL", encoded.replace("+", "%20"));
        forms.put("in hex", HexFormat.of().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            String inside = base64Inside(bytes, before);
            forms.put("in Base64, offset " + before, inside);
            forms.put(
                    "in URL-safe Base64, offset " + before,
                    inside.replace('+', '-').replace('/', '_'));
        }
    }

    /** In which form the secret is in a text; its case does not matter, since hosts and hex change it. */
    Optional<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return forms.entrySet().stream()
                .filter(form -> lower.contains(form.getValue().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getKey)
                .findFirst();
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
