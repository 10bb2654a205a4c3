package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.function.Function;

/** Looks up the members of params that the gateway decides by, in params that did not come from a reader. */
public final class ParamsIndex {

    private ParamsIndex() {}

    /**
     * Indexes params of a message whose method is not known: the progress token is {@code _meta.progressToken}, or
     * else {@code progressToken}.
     *
     * @param params a JSON object
     * @return its members, as parts of it
     * @throws JsonException if it is no object, or one of these members is there twice, or {@code _meta} is no object
     */
    public static Params index(JsonSlice params) {
        return scan(params, ParamsScan::ofAnyMethod);
    }

    static Params ofProgress(JsonSlice params) {
        return scan(params, ParamsScan::ofProgress);
    }

    private static Params scan(JsonSlice params, Function<ParamsScan, Params> result) {
        try {
            JsonCursor in = JsonCursor.over(params, EnvelopeLimits.WIDEST);
            Faults faults = new Faults();
            ParamsScan scan = new ParamsScan(in, faults);
            scan.read();
            in.expectEnd();
            Params indexed = result.apply(scan);
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
