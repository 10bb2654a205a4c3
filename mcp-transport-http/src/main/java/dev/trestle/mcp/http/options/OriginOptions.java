package dev.trestle.mcp.http.options;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may send requests, by {@code Origin} and {@code Host}, and what their browsers are told.
 *
 * @param loopback whether the listener is bound to a loopback address, which decides what unset {@code origins} and
 *     {@code hosts} mean
 * @param origins which values of {@code Origin} are let in: {@code scheme://host}, {@code scheme://host:port}, with
 *     {@code *.} as the first label for any one label, or {@code null} for the opaque origin; null means unset
 * @param unsetOrigins what unset {@code origins} let in
 * @param hosts which values of {@code Host} are let in: {@code name} for any port, {@code name:port}, with {@code *.}
 *     as in origins; null means unset
 * @param unsetHosts what unset {@code hosts} let in
 * @param corsAnyOrigin whether browsers are told that pages of any origin may read the answers, and all are let in: for
 *     development only
 * @param exposedHeaders which response headers a page may read; {@code Mcp-Session-Id} always is one of them
 */
public record OriginOptions(
        boolean loopback,
        @Nullable List<String> origins,
        Unset unsetOrigins,
        @Nullable List<String> hosts,
        Unset unsetHosts,
        boolean corsAnyOrigin,
        List<String> exposedHeaders) {

    private static final String SESSION_HEADER = "Mcp-Session-Id";

    static final OriginOptions DEFAULT = new OriginOptions(
            true,
            null,
            Unset.LOOPBACK,
            null,
            Unset.LOOPBACK,
            false,
            List.of(SESSION_HEADER, "WWW-Authenticate", "MCP-Protocol-Version", "Retry-After", "X-Correlation-Id"));

    /** What a list that is not set lets in. */
    public enum Unset {
        /** On a loopback bind {@code localhost}, {@code 127.0.0.1} and {@code [::1]} at any port; on others no origin, any host. */
        LOOPBACK,
        /** Everything. Pages can send requests then, but not read the answers. */
        ANY
    }

    /**
     * Copies the lists, and puts {@code Mcp-Session-Id} first among the exposed headers if it is missing.
     *
     * @throws IllegalArgumentException if an exposed header is no name of a header
     */
    public OriginOptions {
        origins = origins == null ? null : List.copyOf(origins);
        hosts = hosts == null ? null : List.copyOf(hosts);
        exposedHeaders = withSession(exposedHeaders);
    }

    private static List<String> withSession(List<String> names) {
        names.forEach(OriginOptions::judge);
        if (names.stream().anyMatch(SESSION_HEADER::equalsIgnoreCase)) {
            return List.copyOf(names);
        }
        List<String> all = new ArrayList<>(names);
        all.add(0, SESSION_HEADER);
        return List.copyOf(all);
    }

    private static void judge(String name) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw new IllegalArgumentException("exposedHeaders: `" + name + "` is no name of a header");
        }
    }
}
