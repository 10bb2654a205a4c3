package dev.trestle.mcp.codec;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads the error of a response. A missing message is forgiven: there is nothing to decide by it. */
final class ErrorScan {

    private ErrorScan() {}

    static @Nullable JsonRpcError read(JsonCursor in, Faults faults) {
        int start = in.position();
        boolean codeSeen = false;
        boolean messageSeen = false;
        Integer code = null;
        String message = null;
        in.enterObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (name.equals("code")) {
                faults.duplicateIf(codeSeen, "error.code");
                codeSeen = true;
                code = code(in);
            } else if (name.equals("message")) {
                faults.duplicateIf(messageSeen, "error.message");
                messageSeen = true;
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

    private static @Nullable Integer code(JsonCursor in) {
        if (!in.atNumber()) {
            in.skip();
            return null;
        }
        BigInteger value = in.integer();
        return value != null && value.bitLength() < Integer.SIZE ? value.intValue() : null;
    }
}
