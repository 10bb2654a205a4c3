package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription is for (2026-07-28, `patterns/subscriptions`).
 *
 * @param tools whether the list of tools
 * @param prompts whether the list of prompts
 * @param resources whether the list of resources
 * @param uris which resources
 */
public record ListenFilter(boolean tools, boolean prompts, boolean resources, Set<String> uris) {

    private static final SliceEditor EDITOR = new SliceEditor();

    /**
     * Reads a filter.
     *
     * @param params as those of {@code subscriptions/listen}, or of its acknowledgement, have it
     * @return what it is for; nothing if there is none
     */
    public static ListenFilter of(JsonSlice params) {
        JsonSlice filter = EDITOR.member(params, "notifications").orElse(JsonSlice.EMPTY_OBJECT);
        Set<String> uris = new LinkedHashSet<>();
        EDITOR.member(filter, "resourceSubscriptions").map(SliceEditor::elements).orElse(List.of()).stream()
                .map(SliceEditor::text)
                .filter(uri -> uri != null)
                .forEach(uris::add);
        return new ListenFilter(
                isTrue(filter, "toolsListChanged"),
                isTrue(filter, "promptsListChanged"),
                isTrue(filter, "resourcesListChanged"),
                uris);
    }

    private static boolean isTrue(JsonSlice object, String name) {
        return EDITOR.member(object, name)
                .filter(value -> value.byteAt(0) == 't')
                .isPresent();
    }

    /**
     * What of it a server can do.
     *
     * @param capabilities the server's capabilities
     * @return that part of it
     */
    public ListenFilter within(JsonSlice capabilities) {
        return new ListenFilter(
                tools && has(capabilities, "tools", "listChanged"),
                prompts && has(capabilities, "prompts", "listChanged"),
                resources && has(capabilities, "resources", "listChanged"),
                has(capabilities, "resources", "subscribe") ? uris : Set.of());
    }

    private static boolean has(JsonSlice capabilities, String capability, String detail) {
        Optional<JsonSlice> found = EDITOR.member(capabilities, capability);
        return found.isPresent() && isTrue(found.get(), detail);
    }

    /**
     * The same for other resources.
     *
     * @param others their URIs
     * @return a changed copy
     */
    public ListenFilter with(Set<String> others) {
        return new ListenFilter(tools, prompts, resources, Set.copyOf(others));
    }

    /**
     * Whether it is for nothing.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return !tools && !prompts && !resources && uris.isEmpty();
    }

    /**
     * Whether a notification is for this subscription: an update also if it is of a part of a resource.
     *
     * @param method the notification's method
     * @param uri the resource that it is about, or null
     * @return true if so
     */
    public boolean wants(String method, @Nullable String uri) {
        return switch (method) {
            case "notifications/tools/list_changed" -> tools;
            case "notifications/prompts/list_changed" -> prompts;
            case "notifications/resources/list_changed" -> resources;
            default -> uri != null && uris.stream().anyMatch(uri::startsWith);
        };
    }

    /**
     * What to tell whoever may have missed something of it.
     *
     * @return a notification for each thing that it is for
     */
    public List<Notification> news() {
        List<Notification> news = new ArrayList<>();
        Stream.of("tools", "prompts", "resources")
                .map(list -> "notifications/" + list + "/list_changed")
                .filter(method -> wants(method, null))
                .forEach(method -> news.add(new Notification(method, null)));
        uris.forEach(uri -> news.add(new Notification(
                "notifications/resources/updated",
                Params.of(JsonWriter.object().put("uri", uri).toSlice()))));
        return news;
    }

    /**
     * As params have it.
     *
     * @return an object
     */
    public JsonSlice toJson() {
        JsonWriter json = JsonWriter.object();
        if (tools) {
            json.put("toolsListChanged", true);
        }
        if (prompts) {
            json.put("promptsListChanged", true);
        }
        if (resources) {
            json.put("resourcesListChanged", true);
        }
        if (!uris.isEmpty()) {
            json.put("resourceSubscriptions", List.copyOf(uris));
        }
        return json.toSlice();
    }
}
