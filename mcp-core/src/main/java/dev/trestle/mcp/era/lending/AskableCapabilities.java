package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.Map;
import java.util.TreeMap;

/** What of a client's capabilities lets a server ask it something. */
final class AskableCapabilities {

    private static final SliceEditor EDITOR = new SliceEditor();

    private AskableCapabilities() {}

    /** Those, in an order of our own, so that equal ones are equal byte by byte. */
    static JsonSlice of(JsonSlice capabilities) {
        if (capabilities.length() <= 2) {
            return JsonSlice.EMPTY_OBJECT;
        }
        Map<String, JsonSlice> kept = new TreeMap<>(EDITOR.members(capabilities));
        kept.keySet()
                .removeIf(name -> !name.equals("elicitation") && !name.equals("sampling") && !name.equals("roots"));
        if (kept.containsKey("roots")) {
            // There is no way to hear from these clients that their roots have changed.
            kept.put("roots", JsonSlice.EMPTY_OBJECT);
        }
        JsonWriter all = JsonWriter.object();
        kept.forEach(all::put);
        return all.toSlice();
    }
}
