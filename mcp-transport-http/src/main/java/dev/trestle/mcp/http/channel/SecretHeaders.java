package dev.trestle.mcp.http.channel;

import dev.trestle.mcp.redact.SecretTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers that are sent with every request, credentials among them: their values are never written anywhere else. */
public final class SecretHeaders {

    /** None. */
    public static final SecretHeaders NONE = new SecretHeaders(Map.of());

    private static final Set<String> OURS = Set.of(
            "accept",
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection",
            "host",
            "mcp-session-id",
            "mcp-protocol-version",
            "last-event-id");

    private final Map<String, String> values;

    /**
     * Keeps a copy.
     *
     * @param headers names and values
     * @throws IllegalArgumentException if a name or a value cannot be a header's, or a header is the protocol's own; the
     *     message has no value
     */
    public SecretHeaders(Map<String, String> headers) {
        headers.forEach(SecretHeaders::check);
        this.values = new LinkedHashMap<>(headers);
    }

    private static void check(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(SecretHeaders::isToken)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a header");
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " is set by the protocol itself");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
            throw new IllegalArgumentException("the value of header " + name + " has a character that no header has");
        }
    }

    private static boolean isToken(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /**
     * Tells their values to whoever takes secrets out of texts, but for those that say what is sent and by whom.
     *
     * @param secrets where they are kept
     */
    public void tell(SecretTable secrets) {
        values.forEach((name, value) -> {
            String header = name.toLowerCase(Locale.ROOT);
            if (!header.startsWith("accept") && !header.startsWith("content-") && !header.equals("user-agent")) {
                secrets.addHeader(value);
            }
        });
    }

    Map<String, String> values() {
        return values;
    }

    /** The names alone. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
