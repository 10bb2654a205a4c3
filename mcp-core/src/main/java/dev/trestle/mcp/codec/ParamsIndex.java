package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.function.BiFunction;

/** Looks up the members of params that the gateway decides by, in params that did not come from a reader. */
public final class ParamsIndex {

    private ParamsIndex() {}

    /**
     * Indexes params. Their progress token is that of a request, {@code _meta.progressToken}: a member
     * {@code progressToken} beside {@code _meta} means something in a progress notification only, and {@link
     * EnvelopeWriter#withProgressToken} finds it there by itself.
     *
     * @param params a JSON object
     * @return its members, as parts of it
     * @throws JsonException if it is no object, or a member that is looked for is there twice, or {@code _meta} is no
     *     object
     */
    public static Params index(JsonSlice params) {
        return scan(params, (found, faults) -> found.asFound());
    }

    static Params ofProgress(JsonSlice params) {
        return scan(params, ParamsScan::ofProgress);
    }

    private static Params scan(JsonSlice params, BiFunction<ParamsScan, Faults, Params> result) {
        try {
            JsonCursor in = JsonCursor.over(params, EnvelopeLimits.WIDEST);
            Faults faults = new Faults();
            ParamsScan found = ParamsScan.read(in, faults);
            in.expectEnd();
            Params indexed = result.apply(found, faults);
            Faults.Fault fault = faults.first();
            if (fault != null) {
                throw new JsonException(fault.message());
            }
            return indexed;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }
}
