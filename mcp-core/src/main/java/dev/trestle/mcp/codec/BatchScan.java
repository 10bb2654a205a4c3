package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a batch, and judges it as a whole: whoever is told that it is wrong knows that nothing of it was done. */
final class BatchScan {

    private final EnvelopeReader reader;
    private final List<JsonRpcMessage> messages = new ArrayList<>();
    private final Set<RequestId> ids = new HashSet<>();
    private int responses;

    BatchScan(EnvelopeReader reader) {
        this.reader = reader;
    }

    static List<JsonSlice> split(JsonSlice batch, EnvelopeLimits limits) {
        List<JsonSlice> parts = new ArrayList<>();
        try {
            JsonCursor in = JsonCursor.over(batch, limits);
            in.enterArray();
            while (in.nextElement()) {
                JsonSlice part = in.value();
                if (parts.size() == limits.maxBatch()) {
                    throw invalid("a batch of more than " + limits.maxBatch() + " messages (maxBatch)");
                }
                parts.add(part);
            }
            in.expectEnd();
        } catch (JsonCursor.Malformed e) {
            throw new EnvelopeException(JsonRpcError.PARSE_ERROR, e.what(), null, false);
        }
        if (parts.isEmpty()) {
            throw invalid("an empty batch");
        }
        return parts;
    }

    List<JsonRpcMessage> read(JsonSlice batch) {
        for (JsonSlice part : reader.split(batch)) {
            add(part);
        }
        if (responses > 0 && responses < messages.size()) {
            throw invalid("responses and other messages in one batch");
        }
        return messages;
    }

    private void add(JsonSlice part) {
        JsonRpcMessage message = read(part, "message " + (messages.size() + 1) + " of the batch: ");
        if (message instanceof Request request) {
            if (request.method().equals("initialize")) {
                throw invalid("initialize in a batch");
            }
            if (!ids.add(request.id())) {
                throw invalid("two requests of one id in a batch");
            }
        } else if (message instanceof Response) {
            responses++;
        }
        messages.add(message);
    }

    private JsonRpcMessage read(JsonSlice part, String where) {
        try {
            return reader.read(part);
        } catch (EnvelopeException e) {
            throw new EnvelopeException(e.error().code(), where + e.getMessage(), null, false);
        }
    }

    private static EnvelopeException invalid(String what) {
        return new EnvelopeException(JsonRpcError.INVALID_REQUEST, what, null, false);
    }
}
