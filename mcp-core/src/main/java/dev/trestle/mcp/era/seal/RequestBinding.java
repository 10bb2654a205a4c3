package dev.trestle.mcp.era.seal;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The request that a state belongs to: no other one may use it.
 *
 * @param principal a digest of who made it
 * @param view which view of the gateway it came to
 * @param method its method
 * @param params a digest of what its params mean: white space, the order of members and the escapes of strings make no
 *     difference, the spelling of numbers does; {@code _meta}, {@code inputResponses} and {@code requestState} are not in it
 */
public record RequestBinding(String principal, String view, String method, String params) {

    /**
     * The binding of a request.
     *
     * @param principal who makes it
     * @param view which view of the gateway it came to
     * @param method its method
     * @param params its params or null
     * @return the binding
     * @throws JsonException if the params cannot be digested, having the same key twice for example
     */
    public static RequestBinding of(Principal principal, String view, String method, @Nullable JsonSlice params) {
        byte[] who = Digests.sha256(out -> {
            out.writeBoolean(principal.authenticated());
            out.writeChars(principal.name());
        });
        return new RequestBinding(hex(who), view, method, hex(ParamsDigest.of(params)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
