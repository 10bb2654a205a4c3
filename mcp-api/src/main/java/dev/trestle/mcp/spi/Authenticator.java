package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.Principal;
import java.util.Optional;

/**
 * Settles who makes a request, at the edge: after Origin and Host, before any byte of a body, on every request of every
 * endpoint. Must not block and should not throw; an exception is answered 500 and lets nobody in.
 */
@FunctionalInterface
public interface Authenticator {

    /** Lets everybody in as {@link Principal#ANONYMOUS}. */
    Authenticator NONE = request -> new Outcome.Authenticated(Principal.ANONYMOUS);

    /**
     * Settles who asks.
     *
     * @param request what is known of the request
     * @return one of four outcomes
     */
    Outcome authenticate(Request request);

    /** What is known of a request before its body is read. */
    interface Request {
        /**
         * The HTTP method.
         *
         * @return in upper case
         */
        String method();

        /**
         * The path.
         *
         * @return as requested, without the query
         */
        String path();

        /**
         * The query.
         *
         * @return as requested, without the question mark; empty if there is none
         */
        default Optional<String> query() {
            return Optional.empty();
        }

        /**
         * A header.
         *
         * @param name in any case
         * @return its first value
         */
        Optional<String> header(String name);

        /**
         * The address of the other end of the connection.
         *
         * @return an IP address
         */
        String remoteAddress();
    }

    /** Who asks, or why he may not. */
    sealed interface Outcome {
        /**
         * Somebody known, or anonymous.
         *
         * @param principal who
         */
        record Authenticated(Principal principal) implements Outcome {}

        /**
         * Nobody known: 401.
         *
         * @param challenge the value of {@code WWW-Authenticate}
         */
        record Unauthenticated(String challenge) implements Outcome {}

        /**
         * Somebody who may not: 403.
         *
         * @param challenge the value of {@code WWW-Authenticate}
         */
        record Forbidden(String challenge) implements Outcome {}

        /** It could not be settled now: 503. */
        record Unavailable() implements Outcome {}
    }
}
