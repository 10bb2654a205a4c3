package dev.trestle.mcp.http.stream;

/** What a response carries. */
@FunctionalInterface
public interface Carried {

    /** A response carries it no more: it ended, or its client is gone. May be told more than once. */
    void detach(StreamCarrier gone);
}
