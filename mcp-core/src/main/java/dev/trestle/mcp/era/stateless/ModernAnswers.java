package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.EraErrors;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;

/** Writes the replies to calls as 2026-07-28 has them. */
final class ModernAnswers {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    private final ViewFacts facts;
    private final InputRequests asks;

    ModernAnswers(ViewFacts facts, InputRequests asks) {
        this.facts = facts;
        this.asks = asks;
    }

    /** Answers the request that a call belongs to. */
    void answer(McpCall call, Exchange to, McpReply reply) {
        if (reply instanceof McpReply.Failure failure) {
            fail(call, to, failure);
            return;
        }
        try {
            to.stream().finish(EnvelopeWriter.result(to.id(), result(call, reply)));
        } catch (McpException e) {
            fail(call, to, e.failure());
        } catch (JsonException e) {
            fail(
                    call,
                    to,
                    TrestleError.INVALID_RESPONSE.failure("Backend '" + call.view() + "' gave a result that is none"));
        }
    }

    private JsonSlice result(McpCall call, McpReply reply) {
        return reply.fold(
                result -> result.typed()
                        ? facts.stamp(call.view()).onTyped(call.method(), result.json())
                        : facts.stamp(call.view()).on(call.method(), result.json()),
                input -> asks.wrapped(call, input.json()),
                failure -> failure.error().json());
    }

    private static void fail(McpCall call, Exchange to, McpReply.Failure failure) {
        if (failure.reason() == TrestleError.CANCELLED) {
            to.stream().finish(null);
            return;
        }
        JsonRpcError error = failure.reason() != null
                ? failure.error()
                : EraErrors.toModern(
                        call.params() == null ? null : call.params().json(),
                        failure.error(),
                        to.envelope().capabilities());
        to.stream().refuse(error.code() == Modern.MISSING_CAPABILITY ? BAD_REQUEST : OK, to.id(), error);
    }
}
