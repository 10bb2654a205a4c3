package dev.trestle.mcp.era.seal;

import java.util.Map;

/**
 * What is in a {@code requestState} of ours.
 *
 * @param kind what continues the request
 * @param binding the request that it belongs to
 * @param expiry until when it is good, in seconds since 1970
 * @param round how many times the client was asked, from 1
 * @param states what each place that asks keeps for itself, by the name of the place: {@code backend}, {@code parked},
 *     {@code approval}
 */
public record SealedState(Kind kind, RequestBinding binding, long expiry, int round, Map<String, String> states) {

    /** The state of a backend that keeps its call open. */
    public static final String PARKED = "parked";

    /** The state that a modern backend gave. */
    public static final String BACKEND = "backend";

    /** Makes the map unmodifiable. */
    public SealedState {
        states = Map.copyOf(states);
    }

    /** What continues a request. */
    public enum Kind {
        /** A call that waits here; the state names it. */
        PARK,
        /** The backend, which is called again. */
        WRAP
    }
}
