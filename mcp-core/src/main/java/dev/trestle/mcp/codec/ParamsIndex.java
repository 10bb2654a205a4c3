package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

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

    /**
     * Params in which the members were looked for.
     *
     * @param params any params
     * @return the same if they are indexed
     * @throws JsonException as {@link #index(JsonSlice)}
     */
    public static Params indexed(Params params) {
        return params.indexed() ? params : index(params.json());
    }

    /**
     * Params with another {@code _meta}. What was found in them is found again where it lies now; nothing else is looked at.
     *
     * @param params indexed params that have a {@code _meta}
     * @param meta a JSON object, which has a progress token only if the old one has
     * @return the params with that, indexed
     * @throws JsonException if it has a progress token twice
     */
    public static Params withMeta(Params params, JsonSlice meta) {
        JsonSlice old = Objects.requireNonNull(params.meta(), "no _meta to replace");
        Moved moved =
                new Moved(params.json(), params.json().indexOf(old), EnvelopeWriter.splice(params.json(), old, meta));
        JsonSlice there = moved.json.part(moved.at, moved.at + meta.length());
        Params.Rare rare = params.rare();
        return new Params(
                moved.json,
                moved.part(params.name()),
                moved.part(params.uri()),
                there,
                params.progressToken() == null
                        ? null
                        : new SliceEditor().member(there, "progressToken").orElse(null),
                moved.part(params.requestId()),
                rare == null
                        ? null
                        : new Params.Rare(
                                moved.part(rare.task()),
                                moved.part(rare.requestState()),
                                moved.part(rare.inputResponses())),
                true);
    }

    /** Where parts of old params lie in those with another member at a place. */
    private record Moved(JsonSlice old, int at, JsonSlice json) {
        @Nullable JsonSlice part(@Nullable JsonSlice part) {
            if (part == null) {
                return null;
            }
            int was = old.indexOf(part);
            if (was < 0) {
                return part;
            }
            int from = was > at ? was + json.length() - old.length() : was;
            return json.part(from, from + part.length());
        }
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
