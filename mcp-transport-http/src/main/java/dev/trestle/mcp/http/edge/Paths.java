package dev.trestle.mcp.http.edge;

import org.jspecify.annotations.Nullable;

/**
 * Where the two transports are.
 *
 * @param main Streamable HTTP
 * @param sse HTTP with SSE, or null if it is not served
 */
record Paths(String main, @Nullable String sse) {

    Paths {
        if (sse != null && (isAt(main, sse) || isAt(sse, main))) {
            throw new IllegalArgumentException(
                    "path and ssePath must not be the same, nor one below the other; they are `" + main + "` and `"
                            + sse + "`");
        }
    }

    /** Whether a path is one of them, or below. */
    boolean cover(String requested) {
        return isAt(requested, main) || isSse(requested);
    }

    /** Whether a path is the second, or below. */
    boolean isSse(String requested) {
        return sse != null && isAt(requested, sse);
    }

    /** The name that a path has below its transport's: "" for none, null if it cannot be one. */
    @Nullable String name(String requested) {
        String base = isSse(requested) ? sse : isAt(requested, main) ? main : null;
        if (base == null || requested.length() == base.length() + 1) {
            return null;
        }
        return requested.length() == base.length() ? "" : requested.substring(base.length() + 1);
    }

    private static boolean isAt(String requested, String base) {
        return requested.startsWith(base)
                && (requested.length() == base.length() || requested.charAt(base.length()) == '/');
    }

    /** Checks a path that is to be served; the message names the option. */
    static String check(String option, String path) {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException(
                    option + " must begin with a slash and not end with one, such as /mcp; it is `" + path + "`");
        }
        return path;
    }
}
