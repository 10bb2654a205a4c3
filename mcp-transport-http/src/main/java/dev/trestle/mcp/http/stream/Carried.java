package dev.trestle.mcp.http.stream;

/** What a response carries. */
@FunctionalInterface
public interface Carried {

    /** A response carries it no more: it ended, or its client is gone. May be told more than once. */
    void detach(StreamCarrier gone);

    /**
     * A response has lasted long enough. Whatever can go on in another one ends the writing of this one, and expects the
     * client back until it is {@link #missed}.
     *
     * @return false if it cannot, or needs no other
     */
    default boolean release(StreamCarrier current) {
        return false;
    }

    /** The client of a response that was released should be back by now. */
    default void missed(StreamCarrier released) {}
}
