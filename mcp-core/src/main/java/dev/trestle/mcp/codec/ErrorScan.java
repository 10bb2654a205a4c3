package dev.trestle.mcp.codec;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads the error of a response. A missing message is forgiven: there is nothing to decide by it. */
final class ErrorScan {

    private final JsonCursor in;
    private final Faults faults;
    private @Nullable Integer code;
    private @Nullable String message;

    ErrorScan(JsonCursor in, Faults faults) {
        this.in = in;
        this.faults = faults;
    }

    @Nullable JsonRpcError read() {
        int start = in.position();
        boolean codeSeen = false;
        boolean messageSeen = false;
        in.enterObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (name.equals("code")) {
                codeSeen = once(codeSeen, name);
                code = code();
            } else if (name.equals("message")) {
                messageSeen = once(messageSeen, name);
                message = in.string();
            } else {
                in.skip();
            }
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
        if (!in.atNumber()) {
            in.skip();
            return null;
        }
        BigInteger value = in.integer();
        return value != null && value.bitLength() < Integer.SIZE ? value.intValue() : null;
    }
}
