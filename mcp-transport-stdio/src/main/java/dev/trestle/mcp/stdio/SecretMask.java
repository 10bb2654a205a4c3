package dev.trestle.mcp.stdio;

import dev.trestle.mcp.redact.LineRedactor;
import dev.trestle.mcp.redact.Redactor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hides what a child was given in its environment: values of variables named like secrets, and any longer value that was
 * configured for it; and whatever the gateway redacts. Immutable.
 */
final class SecretMask {

    private static final Pattern SECRET_NAME =
            Pattern.compile("TOKEN|SECRET|PASSW|KEY|CREDENTIAL", Pattern.CASE_INSENSITIVE);
    private static final int MIN_SECRET = 4;
    private static final int MIN_CONFIGURED = 8;
    private static final String MASK = "***";

    /** Longest first, so that one that contains another is hidden whole. */
    private final List<String> secrets;

    private final Redactor redactor;

    SecretMask(Map<String, String> configured, Map<String, String> inherited, Redactor redactor) {
        this.redactor = redactor;
        Stream<String> byName = Stream.of(configured, inherited)
                .flatMap(env -> env.entrySet().stream())
                .filter(entry -> SECRET_NAME.matcher(entry.getKey()).find())
                .flatMap(entry -> entry.getValue().lines())
                .filter(value -> value.length() >= MIN_SECRET);
        Stream<String> byPlace =
                configured.values().stream().flatMap(String::lines).filter(value -> value.length() >= MIN_CONFIGURED);
        this.secrets = Stream.concat(byName, byPlace)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The text without secrets. */
    String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return redactor.redact(masked);
    }

    /** Lines of one stream of the child, of which private keys take several. */
    LineRedactor lines() {
        return new LineRedactor(redactor);
    }

    /** The text without secrets, and without the beginning of one that was cut off at its end. */
    String applyToCut(String text) {
        String masked = apply(text);
        for (String secret : secrets) {
            for (int length = Math.min(secret.length() - 1, masked.length()); length >= MIN_SECRET; length--) {
                if (masked.regionMatches(masked.length() - length, secret, 0, length)) {
                    return masked.substring(0, masked.length() - length) + MASK;
                }
            }
        }
        return masked;
    }
}
