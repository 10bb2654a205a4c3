package dev.trestle.mcp.era.seal;

import dev.trestle.mcp.jsonrpc.JsonRpcError;

/** A {@code requestState} that came back, verified or refused. */
public sealed interface Opened {

    /**
     * What every refusal is to the client, whatever the reason: who tries states out learns nothing. The reason is for
     * logs and counters.
     */
    JsonRpcError REFUSAL = JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Invalid or expired requestState");

    /**
     * Ours, untouched, not expired, and of this request.
     *
     * @param state what is in it
     */
    record Valid(SealedState state) implements Opened {}

    /**
     * Not to be acted on.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements Opened {}

    /** Why a state is refused. */
    enum Reason {
        /** No state of ours, or a changed one. */
        TAMPERED,
        /** Sealed with a key that is not in the ring. */
        UNKNOWN_KEY,
        /** Too old. */
        EXPIRED,
        /** Somebody else's. */
        PRINCIPAL,
        /** Given out by another view. */
        VIEW,
        /** Of a request with another method or other params. */
        REQUEST
    }
}
