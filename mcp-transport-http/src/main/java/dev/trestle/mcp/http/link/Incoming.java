package dev.trestle.mcp.http.link;

import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a link itself has to know of messages of the server. */
final class Incoming {

    private static final EnvelopeReader READER = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    private Incoming() {}

    /** Whether the message is the response to a request, or a batch that has it. */
    static boolean answers(JsonSlice message, RequestId request) {
        try {
            List<JsonSlice> parts = EnvelopeReader.isBatch(message) ? READER.split(message) : List.of(message);
            for (JsonSlice part : parts) {
                if (request.equals(responseTo(part))) {
                    return true;
                }
            }
        } catch (EnvelopeException e) {
            return e.response() && request.equals(e.id());
        }
        return false;
    }

    private static @Nullable RequestId responseTo(JsonSlice message) {
        JsonRpcMessage read = READER.read(message);
        if (read instanceof Result result) {
            return result.id();
        }
        return read instanceof Failure failure ? failure.id() : null;
    }

    /** The result that a message answers a request with; null if it does not. */
    static @Nullable JsonSlice result(JsonSlice message, RequestId request) {
        try {
            return READER.read(message) instanceof Result result && result.id().equals(request)
                    ? result.result()
                    : null;
        } catch (EnvelopeException e) {
            return null;
        }
    }

    /**
     * The error that a body of a status of failure is, as the answer to a request. Servers that have not read the request
     * far enough answer without its id.
     *
     * @return null if it is none
     */
    static @Nullable JsonSlice error(JsonSlice body, RequestId request) {
        try {
            return READER.read(body) instanceof Failure failure
                    ? EnvelopeWriter.failure(request, failure.error())
                    : null;
        } catch (EnvelopeException e) {
            return null;
        }
    }
}
