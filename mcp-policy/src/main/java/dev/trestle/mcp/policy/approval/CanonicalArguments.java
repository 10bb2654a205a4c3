package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.Redactor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Arguments in the one form that all spellings of them have: members in order, no white space, numbers without needless zeros.
 * They are decoded by the gateway's own decoder, which refuses what can be read in two ways.
 */
final class CanonicalArguments {

    private static final int SUMMARY = 2_000;

    private final String text;

    CanonicalArguments(@Nullable Object arguments) {
        this.text = JsonWriter.write(canonical(arguments == null ? Map.of() : arguments))
                .toString();
    }

    private static @Nullable Object canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> ordered = new TreeMap<>();
            object.forEach((name, member) -> ordered.put((String) name, canonical(member)));
            return ordered;
        }
        if (value instanceof List<?> array) {
            List<@Nullable Object> elements = new ArrayList<>();
            array.forEach(element -> elements.add(canonical(element)));
            return elements;
        }
        if (value instanceof BigDecimal number) {
            BigDecimal plain = number.stripTrailingZeros();
            return plain.scale() <= 0 ? plain.toBigInteger() : plain;
        }
        return value;
    }

    /** SHA-256, in hexadecimal digits. */
    String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The beginning, for people, without secrets, which are taken out before they could be cut in two. */
    String summary(Redactor redactor) {
        String shown = redactor.redact(text);
        return shown.length() <= SUMMARY ? shown : shown.substring(0, SUMMARY) + "…";
    }
}
