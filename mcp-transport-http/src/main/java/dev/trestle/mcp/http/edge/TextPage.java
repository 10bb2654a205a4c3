package dev.trestle.mcp.http.edge;

/**
 * A page for operators that an endpoint serves beside MCP, such as the numbers that Prometheus reads. Whoever may not use the
 * endpoint, by Host, Origin or authenticator, may not read it either.
 */
@FunctionalInterface
public interface TextPage {

    /**
     * The page as it is now. Must not block.
     *
     * @param accept the request's {@code Accept}, empty if it has none
     * @return the page
     */
    Content of(String accept);

    /**
     * A page.
     *
     * @param type its {@code Content-Type}
     * @param text its text
     */
    record Content(String type, String text) {}
}
