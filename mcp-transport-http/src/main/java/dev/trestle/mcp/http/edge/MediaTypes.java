package dev.trestle.mcp.http.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept} and {@code Content-Type}, as far as two media types go. */
final class MediaTypes {

    static final String JSON = "application/json";
    static final String EVENT_STREAM = "text/event-stream";

    private MediaTypes() {}

    /** Whether a {@code Content-Type} is JSON, whatever its parameters. */
    static boolean isJson(@Nullable String contentType) {
        return contentType != null && isType(contentType, 0, contentType.length(), JSON);
    }

    /** Whether {@code Accept} takes a type, by name or by a range; a missing header takes none. */
    static boolean accepts(List<String> accept, String type) {
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
