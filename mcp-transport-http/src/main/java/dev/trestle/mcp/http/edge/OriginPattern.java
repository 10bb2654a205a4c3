package dev.trestle.mcp.http.edge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host that may be named, with or without scheme and port.
 *
 * @param scheme in lower case, or "" for any
 * @param host in lower case, IPv6 in brackets, without the {@code *.} of a wildcard
 * @param wildcard whether exactly one further label must stand before the host
 * @param port the port, or -1 for any
 */
record OriginPattern(String scheme, String host, boolean wildcard, int port) {

    /** Reads a configured origin, {@code scheme://host[:port]}. */
    static OriginPattern ofOrigin(String configured) {
        int colon = configured.indexOf("://");
        OriginPattern read = colon <= 0 ? null : origin(configured, true);
        if (read == null) {
            throw new IllegalArgumentException("origins: `" + configured
                    + "` is no origin; write scheme://host or scheme://host:port, such as https://app.example.com or"
                    + " https://*.example.com");
        }
        return read;
    }

    /** Reads a configured host, {@code host[:port]}. */
    static OriginPattern ofHost(String configured) {
        OriginPattern read = authority("", configured, true, -1);
        if (read == null) {
            throw new IllegalArgumentException(
                    "hosts: `" + configured + "` is no host; write host or host:port, such as mcp.example.com");
        }
        return read;
    }

    /** Reads what a client sent as {@code Origin}; null if it is no origin with a host. */
    static @Nullable OriginPattern parseOrigin(String sent) {
        return origin(sent, false);
    }

    /** Reads what a client sent as {@code Host}; null if it is no host. */
    static @Nullable OriginPattern parseHost(String sent) {
        return authority("", sent, false, -1);
    }

    private static @Nullable OriginPattern origin(String text, boolean pattern) {
        int colon = text.indexOf("://");
        if (colon <= 0) {
            return null;
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int port = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
        return authority(scheme, text.substring(colon + 3), pattern, port);
    }

    private static @Nullable OriginPattern authority(String scheme, String text, boolean pattern, int defaultPort) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        int hostEnd = end <= 0 ? text.length() : end;
        int port = hostEnd == text.length() ? defaultPort : port(text, hostEnd);
        boolean wildcard = pattern && text.startsWith("*.");
        String host = text.substring(wildcard ? 2 : 0, hostEnd).toLowerCase(Locale.ROOT);
        return port == -2 || !isHost(host) ? null : new OriginPattern(scheme, host, wildcard, port);
    }

    private static int port(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return -2;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -2;
            }
            port = 10 * port + c - '0';
        }
        return port > 65_535 ? -2 : port;
    }

    private static boolean isHost(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        for (int i = bracketed ? 1 : 0; i < host.length() - (bracketed ? 1 : 0); i++) {
            char c = host.charAt(i);
            boolean name = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
            if (!name && !(bracketed && c == ':')) {
                return false;
            }
        }
        return host.length() > (bracketed ? 2 : 0);
    }

    /** Whether it is one of the three names of this machine. */
    boolean isLoopbackName() {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    /** Whether this pattern covers what was sent. */
    boolean covers(OriginPattern sent) {
        return (scheme.isEmpty() || scheme.equals(sent.scheme))
                && (port == -1 || port == sent.port)
                && (wildcard ? coversLabel(sent.host) : host.equals(sent.host));
    }

    private boolean coversLabel(String name) {
        int label = name.length() - host.length() - 1;
        return label > 0 && name.endsWith(host) && name.indexOf('.') == label;
    }
}
