package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/** One pass over one message. */
final class EnvelopeScan {

    static final String NO_ID = "neither a string nor an integer of at most " + JsonCursor.LONGEST_ID + " bytes";

    private static final int VERSION = 1;
    private static final int ID = 2;
    private static final int METHOD = 4;
    private static final int PARAMS = 8;
    private static final int RESULT = 16;
    private static final int ERROR = 32;

    private final JsonCursor in;
    private final Faults faults = new Faults();
    private int seen;
    private @Nullable RequestId id;
    private boolean nullId;
    private @Nullable String method;
    private @Nullable ParamsScan params;
    private @Nullable JsonSlice result;
    private @Nullable JsonRpcError error;

    EnvelopeScan(JsonCursor in) {
        this.in = in;
    }

    JsonRpcMessage read() {
        if (in.at('{')) {
            in.enterObject();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                member(name);
            }
        } else {
            faults.invalidRequest(in.at('[') ? "a batch" : "not an object");
            in.skip();
        }
        in.expectEnd();
        return message();
    }

    private void member(String name) {
        int member = known(name);
        if (seen(member)) {
            faults.duplicate(name);
            if (member == ID) {
                id = null;
            }
            in.skip();
            return;
        }
        seen |= member;
        switch (member) {
            case VERSION -> version();
            case ID -> id();
            case METHOD -> method();
            case PARAMS -> params = object(name) ? ParamsScan.read(in, faults) : null;
            case RESULT -> result = object(name) ? in.value() : null;
            case ERROR -> error = object(name) ? ErrorScan.read(in, faults) : null;
            default -> in.skip();
        }
    }

    private static int known(String name) {
        return switch (name) {
            case "jsonrpc" -> VERSION;
            case "id" -> ID;
            case "method" -> METHOD;
            case "params" -> PARAMS;
            case "result" -> RESULT;
            case "error" -> ERROR;
            default -> 0;
        };
    }

    private boolean object(String name) {
        if (!in.at('{')) {
            String what = "`" + name + "` is not an object";
            if (name.equals("params")) {
                faults.invalidParams(what);
            } else {
                faults.invalidRequest(what);
            }
            in.skip();
            return false;
        }
        return true;
    }

    private void version() {
        if (!"2.0".equals(in.string())) {
            faults.invalidRequest("`jsonrpc` is not \"2.0\"");
        }
    }

    private void id() {
        nullId = in.at('n');
        id = in.requestId();
        if (id == null && !nullId) {
            faults.invalidRequest("`id` is " + NO_ID);
        }
    }

    private void method() {
        method = in.string();
        if (method == null) {
            faults.invalidRequest("`method` is not a string");
        }
    }

    private boolean seen(int bits) {
        return (seen & bits) != 0;
    }

    private void judge() {
        if (!seen(VERSION)) {
            faults.invalidRequest("no `jsonrpc`");
        }
        if (seen(METHOD) && seen(RESULT | ERROR)) {
            faults.invalidRequest("`method` beside `result` or `error`");
        }
        if (seen(RESULT) && seen(ERROR)) {
            faults.invalidRequest("both `result` and `error`");
        }
        if (!seen(METHOD | RESULT | ERROR)) {
            faults.invalidRequest("neither `method` nor `result` nor `error`");
        }
        if (nullId && !seen(ERROR)) {
            faults.invalidRequest("`id` is null");
        }
        if (seen(RESULT) && !seen(ID)) {
            faults.invalidRequest("a result without `id`");
        }
    }

    private JsonRpcMessage message() {
        judge();
        Params indexed = params == null || method == null ? null : params.of(method, seen(ID), faults);
        Faults.Fault fault = faults.first();
        if (fault != null) {
            boolean response = seen(RESULT | ERROR) && !seen(METHOD);
            throw new EnvelopeException(fault.code(), fault.message(), id, response);
        }
        if (method != null) {
            return id == null
                    ? new JsonRpcMessage.Notification(method, indexed)
                    : new JsonRpcMessage.Request(id, method, indexed);
        }
        if (result != null && id != null) {
            return new JsonRpcMessage.Result(id, result);
        }
        if (error != null) {
            return new JsonRpcMessage.Failure(id, error);
        }
        throw new IllegalStateException("a message without a fault and without a kind");
    }
}
