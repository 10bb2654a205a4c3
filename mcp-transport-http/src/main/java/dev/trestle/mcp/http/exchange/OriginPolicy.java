package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.options.OriginOptions;
import dev.trestle.mcp.http.options.OriginOptions.Unset;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may send requests at all, by {@code Host} and {@code Origin}: what keeps a web page that the user happens to visit
 * from talking to a server on his machine (DNS rebinding). Judged before anything else is looked at.
 */
final class OriginPolicy {

    private final @Nullable List<Pattern> origins;
    private final @Nullable List<Pattern> hosts;
    private final boolean opaqueAllowed;
    private final boolean anyOrigin;
    private final boolean anyUnsetOrigin;
    private final boolean anyUnsetHost;
    private final boolean loopback;
    private final Memo hostMemo = new Memo(this::hostCovered);
    private final Memo pageMemo = new Memo(this::pageMayRead);

    OriginPolicy(OriginOptions options) {
        List<String> named = options.origins();
        List<String> served = options.hosts();
        anyOrigin = options.corsAnyOrigin();
        anyUnsetOrigin = options.unsetOrigins() == Unset.ANY;
        anyUnsetHost = options.unsetHosts() == Unset.ANY || !options.loopback();
        loopback = options.loopback();
        opaqueAllowed = named != null && named.contains("null");
        origins = named == null
                ? null
                : named.stream()
                        .filter(origin -> !origin.equals("null"))
                        .map(Pattern::ofOrigin)
                        .toList();
        hosts = served == null ? null : served.stream().map(Pattern::ofHost).toList();
    }

    /** What was sent last, and what came of it: clients send the same with every request. */
    private record Judged(String sent, boolean allowed) {}

    /** Judges what is sent, and gives the same answer again if the same is sent next. */
    private static final class Memo {
        private final Predicate<String> judge;
        private volatile Judged last = new Judged("", false);

        Memo(Predicate<String> judge) {
            this.judge = judge;
        }

        boolean allows(String sent) {
            Judged known = last;
            if (!known.sent.equals(sent)) {
                known = new Judged(sent, judge.test(sent));
                last = known;
            }
            return known.allowed;
        }
    }

    /**
     * Judges a request.
     *
     * @return null if it is let in, else what to tell whoever runs the client
     */
    @Nullable String refusal(@Nullable String host, @Nullable String origin) {
        if (!hostAllowed(host)) {
            return "This Host is not served here; use localhost, or add it to the option `hosts`"
                    + " (or set `loopback` to false where the listener is not bound to a loopback address)";
        }
        if (origin != null && !originAllowed(origin)) {
            return "This Origin may not use this server; add it to the option `origins` if it should";
        }
        return null;
    }

    private boolean hostAllowed(@Nullable String sent) {
        if (hosts == null && anyUnsetHost) {
            return true;
        }
        return sent != null && hostMemo.allows(sent);
    }

    private boolean hostCovered(String sent) {
        Pattern host = Pattern.parseHost(sent);
        return host != null && (hosts == null ? host.isLoopbackName() : anyCovers(hosts, host));
    }

    private boolean originAllowed(String sent) {
        return (origins == null && !opaqueAllowed && anyUnsetOrigin) || mayRead(sent);
    }

    /**
     * Judges a page.
     *
     * @param sent its origin
     * @return whether it may read the answers
     */
    boolean mayRead(String sent) {
        if (anyOrigin) {
            return true;
        }
        if (sent.equals("null")) {
            return opaqueAllowed;
        }
        return pageMemo.allows(sent);
    }

    private boolean pageMayRead(String sent) {
        Pattern origin = Pattern.parseOrigin(sent);
        if (origin == null) {
            return false;
        }
        if (origins != null) {
            return anyCovers(origins, origin);
        }
        boolean web = origin.scheme().equals("http") || origin.scheme().equals("https");
        return loopback && web && origin.isLoopbackName();
    }

    private static boolean anyCovers(List<Pattern> allowed, Pattern sent) {
        for (Pattern pattern : allowed) {
            if (pattern.covers(sent)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A host that may be named, with or without scheme and port.
     *
     * @param scheme in lower case, or "" for any
     * @param host in lower case, IPv6 in brackets, without the {@code *.} of a wildcard
     * @param wildcard whether exactly one further label must stand before the host
     * @param port the port, or -1: for a host any, for an origin none
     */
    private record Pattern(String scheme, String host, boolean wildcard, int port) {

        /** Reads a configured origin, {@code scheme://host[:port]}. */
        static Pattern ofOrigin(String configured) {
            int colon = configured.indexOf("://");
            Pattern read = colon <= 0 ? null : origin(configured, true);
            if (read == null) {
                throw new IllegalArgumentException("origins: `" + configured
                        + "` is no origin; write scheme://host or scheme://host:port, such as https://app.example.com or"
                        + " https://*.example.com");
            }
            return read;
        }

        /** Reads a configured host, {@code host[:port]}. */
        static Pattern ofHost(String configured) {
            Pattern read = authority("", configured, true, -1);
            if (read == null) {
                throw new IllegalArgumentException(
                        "hosts: `" + configured + "` is no host; write host or host:port, such as mcp.example.com");
            }
            return read;
        }

        /** Reads what a client sent as {@code Origin}; null if it is no origin with a host. */
        static @Nullable Pattern parseOrigin(String sent) {
            return origin(sent, false);
        }

        /** Reads what a client sent as {@code Host}; null if it is no host. */
        static @Nullable Pattern parseHost(String sent) {
            return authority("", sent, false, -1);
        }

        private static @Nullable Pattern origin(String text, boolean pattern) {
            int colon = text.indexOf("://");
            if (colon <= 0) {
                return null;
            }
            String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
            int port = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
            return authority(scheme, text.substring(colon + 3), pattern, port);
        }

        private static @Nullable Pattern authority(String scheme, String text, boolean pattern, int defaultPort) {
            int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
            int hostEnd = end <= 0 ? text.length() : end;
            int port = hostEnd == text.length() ? defaultPort : port(text, hostEnd);
            boolean wildcard = pattern && text.startsWith("*.");
            String host = text.substring(wildcard ? 2 : 0, hostEnd).toLowerCase(Locale.ROOT);
            return port == -2 || !isHost(host) ? null : new Pattern(scheme, host, wildcard, port);
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
                boolean name = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
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
        boolean covers(Pattern sent) {
            return (scheme.isEmpty() || scheme.equals(sent.scheme))
                    && ((port == -1 && scheme.isEmpty()) || port == sent.port)
                    && (wildcard ? coversLabel(sent.host) : host.equals(sent.host));
        }

        private boolean coversLabel(String name) {
            int label = name.length() - host.length() - 1;
            return label > 0 && name.endsWith(host) && name.indexOf('.') == label;
        }
    }
}
