package dev.trestle.mcp.telemetry.event;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.redact.Redactor;
import org.jspecify.annotations.Nullable;

/** The tool, prompt or resource of a call, fit to be written down: bounded, and without the secrets that URIs may hold. */
public final class Target {

    /** How many characters of anything that a client chose are written down. */
    public static final int LONGEST = 256;

    private static final int LOOKED_AT = 4 * LONGEST;

    private Target() {}

    /**
     * The target of a call, however long.
     *
     * @param call the call
     * @return null if it has none; of a resource's URI only what is before {@code ?} and {@code #}, without user information
     */
    public static @Nullable String whole(McpCall call) {
        String target;
        try {
            target = call.target();
        } catch (JsonException unreadable) {
            return null;
        }
        return target != null && call.method().startsWith("resources/") ? withoutSecrets(target) : target;
    }

    /**
     * The target of a call without secrets.
     *
     * @param call the call
     * @param redactor takes them out
     * @return null if it has none; of a resource's URI only what is before {@code ?} and {@code #}; at most {@link #LONGEST}
     *     characters
     */
    public static @Nullable String of(McpCall call, Redactor redactor) {
        String target = whole(call);
        return target == null ? null : bounded(target, redactor);
    }

    /**
     * The first characters of a text without secrets. They are taken out before it is cut, since nobody knows half a secret; what is
     * far behind the cut is not looked at.
     *
     * @param text anything
     * @param redactor takes them out
     * @return at most {@link #LONGEST} characters
     */
    public static String bounded(String text, Redactor redactor) {
        return bounded(redactor.redact(text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT)));
    }

    /**
     * The first characters of a text.
     *
     * @param text anything
     * @return at most {@link #LONGEST} characters
     */
    public static String bounded(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end);
    }

    private static String withoutSecrets(String uri) {
        String bare = uri.split("[?#]", 2)[0];
        int authority = bare.indexOf("://");
        int at = bare.indexOf('@');
        int path = authority < 0 ? -1 : bare.indexOf('/', authority + 3);
        boolean userInformation = authority >= 0 && at > authority && (path < 0 || at < path);
        return userInformation ? bare.substring(0, authority + 3) + bare.substring(at + 1) : bare;
    }
}
