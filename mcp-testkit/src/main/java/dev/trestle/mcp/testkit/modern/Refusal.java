package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A request is not served. */
final class Refusal extends Exception {

    static final int HEADERS = -32020;
    static final int CAPABILITY = -32021;
    static final int VERSION = -32022;
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonRpcError error;

    private Refusal(int status, JsonRpcError error) {
        super(status + "/" + error.code() + " " + error.message());
        this.status = status;
        this.error = error;
    }

    /** The HTTP status, where there is one. */
    int status() {
        return status;
    }

    JsonRpcError error() {
        return error;
    }

    static Refusal of(int status, int code, String message) {
        return new Refusal(status, JsonRpcError.of(code, message));
    }

    static Refusal headers(String message) {
        return of(400, HEADERS, message);
    }

    /** Names the member of the envelope that is missing or wrong. */
    static Refusal envelope(String key, String message) {
        JsonSlice data = JsonWriter.object().put("key", key).toSlice();
        return new Refusal(400, JsonRpcError.of(JsonRpcError.INVALID_PARAMS, message + ": " + key, data));
    }

    static Refusal version(Collection<String> supported, @Nullable String requested) {
        JsonSlice data = JsonWriter.object()
                .put("supported", supported)
                .putIfPresent("requested", requested)
                .toSlice();
        return new Refusal(400, JsonRpcError.of(VERSION, "Unsupported protocol version", data));
    }

    static Refusal capability(String needs) {
        JsonSlice data = JsonWriter.object()
                .put("requiredCapabilities", JsonSlice.of(needs))
                .toSlice();
        return new Refusal(400, JsonRpcError.of(CAPABILITY, "Missing required client capability", data));
    }

    static Refusal params(String message) {
        return of(200, JsonRpcError.INVALID_PARAMS, message);
    }
}
