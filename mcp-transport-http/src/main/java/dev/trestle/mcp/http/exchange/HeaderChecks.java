package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.http.mount.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the headers of a request must say before its body is read. Whoever fails a check has been answered. */
public final class HeaderChecks {

    public static final String JSON = "application/json";
    public static final String EVENT_STREAM = "text/event-stream";

    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final Set<String> VERSIONS = Set.copyOf(LegacyRules.versions());

    private final boolean lenient;

    /**
     * The checks.
     *
     * @param lenient whether {@code Accept} and {@code Content-Type} may be anything
     */
    public HeaderChecks(boolean lenient) {
        this.lenient = lenient;
    }

    /** A POST: it takes JSON and event streams, and brings JSON. */
    public boolean passPost(Visit visit) {
        HttpExchange exchange = visit.exchange();
        if (!lenient && !acceptsBoth(exchange)) {
            String message = "Not Acceptable: the client must accept both application/json and text/event-stream";
            visit.answer().error(406, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        return bringsJson(visit) && passVersion(visit);
    }

    /** Nearly all say both in one line; the others' lines are looked for then. */
    private static boolean acceptsBoth(HttpExchange exchange) {
        String first = exchange.header("Accept");
        if (first != null && lineAccepts(first, JSON) && lineAccepts(first, EVENT_STREAM)) {
            return true;
        }
        List<String> accept = exchange.headers("Accept");
        return accepts(accept, JSON) && accepts(accept, EVENT_STREAM);
    }

    /** Whoever posts brings JSON. */
    public boolean bringsJson(Visit visit) {
        if (!lenient && !isJson(visit.exchange().header("Content-Type"))) {
            String message = "Unsupported Media Type: Content-Type must be application/json";
            visit.answer().error(415, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        return true;
    }

    /** A GET: it takes event streams. */
    public boolean passGet(Visit visit) {
        return takesStream(visit) && passVersion(visit);
    }

    /** Whoever listens takes event streams. */
    public boolean takesStream(Visit visit) {
        if (!lenient && !accepts(visit.exchange().headers("Accept"), EVENT_STREAM)) {
            String message = "Not Acceptable: the client must accept text/event-stream";
            visit.answer().error(406, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        return true;
    }

    /** Any request: a version that is named is one that we speak; a session keeps its own nevertheless. */
    public static boolean passVersion(Visit visit) {
        String version = visit.exchange().header(VERSION_HEADER);
        if (version == null || VERSIONS.contains(version)) {
            return true;
        }
        String message = "Bad Request: unsupported " + VERSION_HEADER + "; supported: "
                + String.join(", ", LegacyRules.versions());
        visit.answer().error(400, Answer.BAD_REQUEST_CODE, message);
        return false;
    }

    /** Whether a client that may accept anything says that it can read events. */
    public boolean takesEvents(HttpExchange exchange) {
        return !lenient || exchange.headers("Accept").stream().anyMatch(HeaderChecks::namesEvents);
    }

    private static boolean namesEvents(String line) {
        return line.toLowerCase(Locale.ROOT).contains(EVENT_STREAM);
    }

    /** Whether a {@code Content-Type} is JSON, whatever its parameters. */
    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && isType(contentType, 0, contentType.length(), JSON);
    }

    /** Whether a client takes a type; one that does not say what it takes takes all. */
    public static boolean accepts(HttpExchange exchange, String type) {
        List<String> accept = exchange.headers("Accept");
        return accept.isEmpty() || accepts(accept, type);
    }

    /** Whether {@code Accept} takes a type, by name or by a range; a missing header takes none. */
    private static boolean accepts(List<String> accept, String type) {
        for (int i = 0; i < accept.size(); i++) {
            if (lineAccepts(accept.get(i), type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lineAccepts(String line, String type) {
        int from = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int to = comma < 0 ? line.length() : comma;
            if (isType(line, from, to, type) || isType(line, from, to, "*/*") || isRange(line, from, to, type)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static boolean isRange(String line, int from, int to, String type) {
        int slash = type.indexOf('/') + 1;
        int start = skipSpace(line, from, to);
        return line.regionMatches(true, start, type, 0, slash) && isType(line, start + slash, to, "*");
    }

    private static boolean isType(String line, int from, int to, String type) {
        int start = skipSpace(line, from, to);
        int end = start + type.length();
        if (end > to || !line.regionMatches(true, start, type, 0, type.length())) {
            return false;
        }
        int next = skipSpace(line, end, to);
        return next == to || line.charAt(next) == ';';
    }

    private static int skipSpace(String line, int from, int to) {
        int at = from;
        while (at < to && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
