package dev.trestle.mcp.testkit.json;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds the members of params that carriers look at, without the code that production finds them with. */
public final class KitParams {

    private static final JsonFactory FACTORY = new JsonFactory();

    private KitParams() {}

    /**
     * Reads params.
     *
     * @param json a JSON object
     * @return the params, their members parts of the object
     * @throws IllegalArgumentException if it is no object
     */
    public static Params of(JsonSlice json) {
        Map<String, JsonSlice> members = members(json);
        JsonSlice meta = members.get("_meta");
        JsonSlice token = members.get("progressToken");
        if (token == null && meta != null && meta.length() > 0 && meta.byteAt(0) == '{') {
            token = members(meta).get("progressToken");
        }
        Params.Rare rare =
                Params.Rare.of(members.get("task"), members.get("requestState"), members.get("inputResponses"));
        return new Params(
                json, members.get("name"), members.get("uri"), meta, token, members.get("requestId"), rare, true);
    }

    private static Map<String, JsonSlice> members(JsonSlice object) {
        Map<String, JsonSlice> members = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), object.bytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("params is not an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                members.put(
                        name, object.part(from, (int) parser.currentLocation().getByteOffset()));
            }
        }
        return members;
    }
}
