package dev.trestle.mcp.codec;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads the error of a response. A missing message is forgiven: there is nothing to decide by it. */
final class ErrorScan {

    private final SliceParser in;
    private final Faults faults;
    private @Nullable Integer code;
    private @Nullable String message;

    ErrorScan(SliceParser in, Faults faults) {
        this.in = in;
        this.faults = faults;
    }

    @Nullable JsonRpcError read() {
        int start = in.start();
        boolean codeSeen = false;
        boolean messageSeen = false;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.next();
            if (name.equals("code")) {
                codeSeen = once(codeSeen, name);
                code = code();
            } else if (name.equals("message")) {
                messageSeen = once(messageSeen, name);
                message = in.at(JsonToken.VALUE_STRING) ? in.string() : null;
            }
            in.skip();
        }
        if (code == null) {
            faults.invalidRequest("`error.code` is not an integer of 32 bits");
            return null;
        }
        return new JsonRpcError(code, message == null ? "" : message, in.from(start));
    }

    private boolean once(boolean seen, String name) {
        if (seen) {
            faults.duplicate("error." + name);
        }
        return true;
    }

    private @Nullable Integer code() {
        if (!in.at(JsonToken.VALUE_NUMBER_INT)) {
            return null;
        }
        // Eleven bytes hold every int, and nineteen fit a long.
        if (in.value().length() > 11) {
            return null;
        }
        long value = in.parser().getLongValue();
        return value == (int) value ? Integer.valueOf((int) value) : null;
    }
}
