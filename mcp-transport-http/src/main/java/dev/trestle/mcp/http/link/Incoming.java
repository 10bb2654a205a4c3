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
import dev.trestle.mcp.spi.MessageLink.Receiver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the server, read once for the link, which has to know whose answer it is, and for whoever it is told.
 *
 * @param bytes what came
 * @param message what it says; null if it is a batch, or none
 * @param unreadable the request that it answers though it cannot be read, or null
 */
record Incoming(
        JsonSlice bytes,
        @Nullable JsonRpcMessage message,
        @Nullable RequestId unreadable) {

    private static final EnvelopeReader READER = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    static Incoming of(JsonSlice bytes) {
        if (EnvelopeReader.isBatch(bytes)) {
            return new Incoming(bytes, null, null);
        }
        try {
            return new Incoming(bytes, READER.read(bytes), null);
        } catch (EnvelopeException e) {
            return new Incoming(bytes, null, e.response() ? e.id() : null);
        }
    }

    static int length(List<JsonSlice> messages) {
        return (int) Math.min(
                Integer.MAX_VALUE,
                messages.stream().mapToLong(JsonSlice::length).sum());
    }

    /** Tells it as what came on the answer to a request. */
    void tell(Receiver to, RequestId during) {
        if (message == null) {
            to.received(bytes, during);
        } else {
            to.received(message, bytes, during);
        }
    }

    /** Whether it is the response to a request, or a batch that has it. */
    boolean answers(RequestId request) {
        if (message != null) {
            return request.equals(responseTo(message));
        }
        return request.equals(unreadable) || (EnvelopeReader.isBatch(bytes) && someAnswers(request));
    }

    private boolean someAnswers(RequestId request) {
        try {
            return READER.split(bytes).stream().anyMatch(part -> of(part).answers(request));
        } catch (EnvelopeException e) {
            return false;
        }
    }

    private static @Nullable RequestId responseTo(JsonRpcMessage read) {
        if (read instanceof Result result) {
            return result.id();
        }
        return read instanceof Failure failure ? failure.id() : null;
    }

    /** The result that it answers a request with; null if it does not. */
    @Nullable JsonSlice result(RequestId request) {
        return message instanceof Result result && result.id().equals(request) ? result.result() : null;
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
