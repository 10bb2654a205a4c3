package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.LegacyRules;
import java.util.List;
import java.util.Set;

/** What the headers of a request must say before its body is read. Whoever fails a check has been answered. */
final class HeaderChecks {

    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final Set<String> VERSIONS = Set.copyOf(LegacyRules.versions());

    private HeaderChecks() {}

    /** A POST: it takes JSON and event streams, and brings JSON. */
    static boolean passPost(Visit visit) {
        HttpExchange exchange = visit.exchange();
        List<String> accept = exchange.headers("Accept");
        if (!MediaTypes.accepts(accept, MediaTypes.JSON) || !MediaTypes.accepts(accept, MediaTypes.EVENT_STREAM)) {
            String message = "Not Acceptable: the client must accept both application/json and text/event-stream";
            visit.answer().error(406, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        if (!MediaTypes.isJson(exchange.header("Content-Type"))) {
            String message = "Unsupported Media Type: Content-Type must be application/json";
            visit.answer().error(415, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        return passVersion(visit);
    }

    /** A GET: it takes event streams. */
    static boolean passGet(Visit visit) {
        if (!MediaTypes.accepts(visit.exchange().headers("Accept"), MediaTypes.EVENT_STREAM)) {
            String message = "Not Acceptable: the client must accept text/event-stream";
            visit.answer().error(406, Answer.BAD_REQUEST_CODE, message);
            return false;
        }
        return passVersion(visit);
    }

    /** Any request: a version that is named is one that we speak; a session keeps its own nevertheless. */
    static boolean passVersion(Visit visit) {
        String version = visit.exchange().header(VERSION_HEADER);
        if (version == null || VERSIONS.contains(version)) {
            return true;
        }
        String message = "Bad Request: unsupported " + VERSION_HEADER + "; supported: "
                + String.join(", ", LegacyRules.versions());
        visit.answer().error(400, Answer.BAD_REQUEST_CODE, message);
        return false;
    }
}
