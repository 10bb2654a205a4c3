package dev.trestle.mcp.http.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may send requests at all, by {@code Host} and {@code Origin}: what keeps a web page that the user happens to visit
 * from talking to a server on his machine (DNS rebinding). Judged before anything else is looked at.
 */
final class OriginPolicy {

    private final @Nullable List<OriginPattern> origins;
    private final @Nullable List<OriginPattern> hosts;
    private final boolean opaqueAllowed;
    private final boolean loopback;

    OriginPolicy(HttpOptions options) {
        List<String> named = options.origins();
        List<String> served = options.hosts();
        loopback = options.loopback();
        opaqueAllowed = named != null && named.contains("null");
        origins = named == null
                ? null
                : named.stream()
                        .filter(origin -> !origin.equals("null"))
                        .map(OriginPattern::ofOrigin)
                        .toList();
        hosts = served == null ? null : served.stream().map(OriginPattern::ofHost).toList();
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
        if (hosts == null && !loopback) {
            return true;
        }
        OriginPattern host = sent == null ? null : OriginPattern.parseHost(sent);
        if (host == null) {
            return false;
        }
        return hosts == null ? host.isLoopbackName() : anyCovers(hosts, host);
    }

    private boolean originAllowed(String sent) {
        if (sent.equals("null")) {
            return opaqueAllowed;
        }
        OriginPattern origin = OriginPattern.parseOrigin(sent);
        if (origin == null) {
            return false;
        }
        if (origins != null) {
            return anyCovers(origins, origin);
        }
        boolean web = origin.scheme().equals("http") || origin.scheme().equals("https");
        return loopback && web && origin.isLoopbackName();
    }

    private static boolean anyCovers(List<OriginPattern> allowed, OriginPattern sent) {
        for (OriginPattern pattern : allowed) {
            if (pattern.covers(sent)) {
                return true;
            }
        }
        return false;
    }
}
