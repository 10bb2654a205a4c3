package dev.trestle.mcp.http.channel;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which redirects are followed: those that keep the method and stay within the origin, since the headers hold credentials. */
public final class Redirects {

    private Redirects() {}

    static boolean isOne(int status, String method) {
        return switch (status) {
            case 307, 308 -> true;
            case 301, 302, 303 -> method.equals("GET");
            default -> false;
        };
    }

    /** Where it leads, or null if it is not to be followed. */
    static @Nullable URI target(URI from, AnswerHead head) {
        return head.header("Location").map(location -> within(from, location)).orElse(null);
    }

    /**
     * Resolves what a server names.
     *
     * @param from where it was named
     * @param reference absolute or relative
     * @return where it is; null if that is no URI, or of another origin
     */
    public static @Nullable URI within(URI from, String reference) {
        try {
            URI to = from.resolve(reference);
            return origin(to).equals(origin(from)) ? to : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return scheme + "://" + host + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
    }
}
