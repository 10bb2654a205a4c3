package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Takes out of lists what their reader must not see; all other bytes stay. A page may become shorter, or empty, and its
 * cursor stays.
 *
 * @param decoder reads names
 * @param editor edits lists
 */
record VisibleLists(JsonDecoder decoder, JsonEditor editor) {

    private static final Map<String, Listing> LISTINGS = Map.of(
            "tools/list", new Listing(Kind.TOOLS, "tools", "name"),
            "prompts/list", new Listing(Kind.PROMPTS, "prompts", "name"),
            "resources/list", new Listing(Kind.RESOURCES, "resources", "uri"),
            "resources/templates/list", new Listing(Kind.RESOURCES, "resourceTemplates", "uriTemplate"));

    /** Where the names are in the result of a method. */
    private record Listing(Kind kind, String list, String name) {}

    static boolean isList(String method) {
        return LISTINGS.containsKey(method);
    }

    /** The reply to a list request, without what is not permitted. What cannot be read is not shown. */
    McpReply visible(String method, McpReply reply, BiPredicate<Kind, String> permits) {
        Listing listing = LISTINGS.get(method);
        if (listing == null || !(reply instanceof McpReply.Result result)) {
            return reply;
        }
        try {
            Optional<JsonSlice> all = editor.member(result.json(), listing.list());
            if (all.isEmpty()) {
                return reply;
            }
            JsonSlice some = editor.filter(all.get(), one -> isVisible(one, listing, permits));
            return some.equals(all.get()) ? reply : result.withJson(editor.with(result.json(), listing.list(), some));
        } catch (JsonException e) {
            return TrestleError.INVALID_RESPONSE.failure("The backend's answer to " + method + " cannot be read");
        }
    }

    private boolean isVisible(JsonSlice one, Listing listing, BiPredicate<Kind, String> permits) {
        try {
            return editor.member(one, listing.name()).map(decoder::decode).orElse(null) instanceof String name
                    && permits.test(listing.kind(), name);
        } catch (JsonException e) {
            return false;
        }
    }
}
