package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.exchange.Answer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests for the page beside MCP.
 *
 * @param path where it is
 * @param page the page, or null if there is none
 */
record PageRequests(String path, @Nullable TextPage page) {

    /** Whether a path is that of the page. */
    boolean isAt(String requested) {
        return page != null && requested.equals(path);
    }

    /** Answers a request for it. */
    void handle(Answer answer) {
        String method = answer.exchange().method();
        if (page == null || !(method.equals("GET") || method.equals("HEAD"))) {
            answer.empty(405, Map.of("Allow", "GET, HEAD"));
            return;
        }
        String accept = answer.exchange().header("Accept");
        TextPage.Content content = page.of(accept == null ? "" : accept);
        answer.text(content.type(), content.text());
    }
}
