package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who listens to what. Thread-safe. */
final class Subscriptions {

    private static final List<String> LISTS = List.of("toolsListChanged", "promptsListChanged", "resourcesListChanged");

    private final Set<String> features;
    private final List<Subscription> open = new CopyOnWriteArrayList<>();

    Subscriptions(Set<String> features) {
        this.features = features;
    }

    /** One that listens, and what it may hear. */
    private record Subscription(ModernCall call, Map<String, Object> honoured) {

        boolean hears(String method, Json params) {
            return switch (method) {
                case "notifications/tools/list_changed" -> honoured.containsKey("toolsListChanged");
                case "notifications/prompts/list_changed" -> honoured.containsKey("promptsListChanged");
                case "notifications/resources/list_changed" -> honoured.containsKey("resourcesListChanged");
                case "notifications/resources/updated" ->
                    honoured.get("resourceSubscriptions") instanceof List<?> uris
                            && uris.contains(params.at("/uri").value());
                default -> false;
            };
        }

        /** Under the id of the request, a number if that is one. */
        void say(String method, Map<String, @Nullable Object> params) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(params);
            all.put("_meta", id());
            call.say(method, JsonWriter.write(all).toString());
        }

        Map<String, @Nullable Object> id() {
            Map<String, @Nullable Object> meta = new LinkedHashMap<>();
            meta.put(Meta.PREFIX + Meta.SUBSCRIPTION, call.id().value());
            return meta;
        }

        void end() {
            call.reply(
                    new McpReply.Result(JsonWriter.object().put("_meta", id()).toSlice()));
        }
    }

    int size() {
        return open.size();
    }

    /** Acknowledges before anything else is said to it; a subscription to nothing ends at once. */
    synchronized void open(ModernCall call) throws Refusal {
        Json filter = call.params().at("/notifications");
        if (!(filter.value() instanceof Map)) {
            throw Refusal.params("subscriptions/listen needs notifications");
        }
        Subscription subscription = new Subscription(call, honoured(filter));
        call.outlet().stream();
        subscription.say("notifications/subscriptions/acknowledged", Map.of("notifications", subscription.honoured()));
        if (subscription.honoured().isEmpty()) {
            subscription.end();
        } else {
            open.add(subscription);
        }
    }

    void closed(ModernCall call) {
        open.removeIf(subscription -> subscription.call() == call);
    }

    /** Tells each that listens to such a thing. */
    synchronized void announce(String method, @Nullable String params) {
        Json said = Json.parse(params == null ? "{}" : params);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        said.members().forEach((name, value) -> members.put(name, value.value()));
        open.stream()
                .filter(subscription -> subscription.hears(method, said))
                .forEach(subscription -> subscription.say(method, members));
    }

    /** Ends all of them as a server does that is about to stop. */
    int end() {
        List<Subscription> ended = List.copyOf(open);
        ended.forEach(Subscription::end);
        return ended.size();
    }

    private Map<String, Object> honoured(Json filter) {
        Map<String, Object> honoured = new LinkedHashMap<>();
        for (String list : LISTS) {
            boolean wanted = Boolean.TRUE.equals(filter.at("/" + list).value());
            if (wanted && features.contains(list.replace("ListChanged", ""))) {
                honoured.put(list, true);
            }
        }
        boolean uriList = filter.at("/resourceSubscriptions").value() instanceof List<?>;
        if (uriList && features.contains("resources")) {
            List<String> uris = filter.at("/resourceSubscriptions").items().stream()
                    .map(Json::text)
                    .filter(EraTools::hasResource)
                    .toList();
            if (!uris.isEmpty()) {
                honoured.put("resourceSubscriptions", uris);
            }
        }
        return honoured;
    }
}
