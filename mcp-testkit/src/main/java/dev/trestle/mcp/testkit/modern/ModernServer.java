package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.era.Script;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server of 2026-07-28 and of nothing else, with the {@link EraTools}, written against the specification: over links, as
 * over standard streams, or behind a {@link ModernHttpServer}. It serves as strictly as it may and keeps a list of what its
 * clients did wrong, also where the specification lets that pass. Thread-safe.
 */
public final class ModernServer {

    /** The version that it speaks unless it is told otherwise. */
    public static final String VERSION = "2026-07-28";

    /** What it can do unless it is told otherwise. */
    public static final Set<String> FEATURES = Set.of("tools", "resources", "prompts", "completions", "logging");

    /** Tools that may say something, or take long, whatever they then do. */
    private static final Set<String> STREAMED = Set.of("progress", "log", "slow", "stall");

    private final List<String> versions;
    private final Set<String> features;
    private final RequestRules rules;
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Json> received = new CopyOnWriteArrayList<>();
    private final List<ModernCall> running = new CopyOnWriteArrayList<>();
    private final Map<String, Json> listedOtherwise = new ConcurrentHashMap<>();
    private final Subscriptions subscriptions;
    private final Rounds rounds = new Rounds(violations::add);
    private final EraTools tools;

    private ModernServer(List<String> versions, Set<String> features) {
        this.versions = List.copyOf(versions);
        this.features = Set.copyOf(features);
        this.rules = new RequestRules(this.versions, this.features, this::listed);
        this.subscriptions = new Subscriptions(this.features);
        this.tools = EraTools.modern(Map.of(
                "listens", () -> String.valueOf(listens()),
                "end_listens", () -> subscriptions.end() + " ended",
                "violations", () -> String.join("\n", violations)));
    }

    /**
     * A server that can do everything.
     *
     * @return the server, which hears nobody yet
     */
    public static ModernServer create() {
        return of(List.of(VERSION), FEATURES);
    }

    /**
     * A server.
     *
     * @param versions those that it serves and names
     * @param features some of {@link #FEATURES}
     * @return the server, which hears nobody yet
     */
    public static ModernServer of(List<String> versions, Set<String> features) {
        return new ModernServer(versions, features);
    }

    /**
     * Serves what comes over a link in memory, which dies with {@code die}.
     *
     * @param link the server's end, not opened
     * @return this server
     */
    public ModernServer over(InMemoryLink link) {
        return over(link, () -> link.die(TrestleError.BACKEND_EXITED.failure("the modern server died")));
    }

    /**
     * Serves what comes over a link.
     *
     * @param link the server's end, not opened
     * @param death ends the link as the death of a process does
     * @return this server
     */
    public ModernServer over(MessageLink link, Runnable death) {
        link.open(new PipeReader(this, link, death));
        return this;
    }

    /**
     * Lists a tool in another way from now on, or one more; headers are compared by what is listed. That the list has
     * changed is not announced.
     *
     * @param tool the tool as {@code tools/list} gives it, a JSON object
     * @return this server
     */
    public ModernServer lists(String tool) {
        Json json = Json.parse(tool);
        listedOtherwise.put(json.at("/name").text(), json);
        return this;
    }

    /**
     * What clients did wrong so far.
     *
     * @return in order, one sentence each
     */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * Every message so far that was JSON.
     *
     * @return in order
     */
    public List<Json> received() {
        return List.copyOf(received);
    }

    /**
     * The messages of one method so far.
     *
     * @param method a request's or notification's method
     * @return in order
     */
    public List<Json> received(String method) {
        return received.stream()
                .filter(message -> method.equals(message.at("/method").value()))
                .toList();
    }

    /**
     * How many requests it works on.
     *
     * @return those that are neither answered nor cancelled, subscriptions among them
     */
    public int running() {
        return running.size();
    }

    /**
     * How many calls of {@code slow} and {@code stall} were cancelled so far.
     *
     * @return at least 0
     */
    public int cancelled() {
        return tools.cancelled();
    }

    /**
     * How many subscriptions are open.
     *
     * @return at least 0
     */
    public int listens() {
        return subscriptions.size();
    }

    /**
     * Says something to the subscriptions that are to hear it.
     *
     * @param method such as {@code notifications/tools/list_changed}
     * @param params a JSON object, or null for none
     */
    public void announce(String method, @Nullable String params) {
        subscriptions.announce(method, params);
    }

    /** Ends all subscriptions gracefully. */
    public void endListens() {
        subscriptions.end();
    }

    void violation(String what) {
        violations.add(what);
    }

    void heard(Json message) {
        received.add(message);
    }

    List<ModernCall> calls() {
        return running;
    }

    void ended(ModernCall call) {
        running.remove(call);
        subscriptions.closed(call);
    }

    /** Serves a request that is one by its shape. */
    void serve(Json message, @Nullable MirrorHeaders headers, Outlet outlet) {
        ModernCall call = new ModernCall(this, message, outlet);
        try {
            rules.check(message, headers);
        } catch (Refusal e) {
            // To ask for a version is how a client finds out which there are.
            if (e.error().code() != Refusal.VERSION
                    || !Meta.of(message, Meta.VERSION).isPresent()) {
                violation(message.at("/method").text() + ": " + e.getMessage());
            }
            call.refuse(e);
            return;
        }
        running.add(call);
        outlet.onGone(() -> call.cancel("the client went away"));
        run(call);
    }

    private void run(ModernCall call) {
        try {
            Script script = EraTools.script(call.method(), call.params());
            if (script != null) {
                if ("ask_rounds".equals(call.params().at("/name").value())) {
                    call.outlet().stream();
                }
                call.reply(rounds.play(call, script));
            } else {
                plain(call);
            }
        } catch (Refusal e) {
            call.refuse(e);
        } catch (JsonException | AssertionError | ClassCastException e) {
            call.refuse(Refusal.params(String.valueOf(e.getMessage())));
        }
    }

    private void plain(ModernCall call) throws Refusal {
        switch (call.method()) {
            case "server/discover" -> call.reply(discovery());
            case "subscriptions/listen" -> subscriptions.open(call);
            case "tools/list" -> call.reply(toolList());
            default -> {
                checkName(call);
                if (STREAMED.contains(String.valueOf(call.params().at("/name").value()))) {
                    call.outlet().stream();
                }
                CompletionStage<McpReply> reply = tools.answer(call);
                reply.whenComplete((value, thrown) -> call.reply(
                        value == null
                                ? new McpReply.Failure(
                                        JsonRpcError.of(JsonRpcError.INTERNAL_ERROR, "it threw " + thrown))
                                : value));
            }
        }
    }

    private static void checkName(ModernCall call) throws Refusal {
        boolean named = call.method().equals("tools/call") || call.method().equals("prompts/get");
        if (named && !(call.params().at("/name").value() instanceof String)) {
            throw Refusal.params(call.method() + " needs a name");
        }
    }

    private @Nullable Json listed(String name) {
        Json otherwise = listedOtherwise.get(name);
        return otherwise == null ? EraTools.listed(name) : otherwise;
    }

    private McpReply toolList() {
        Map<String, Json> tools = new LinkedHashMap<>();
        EraTools.listed().forEach(tool -> tools.put(tool.at("/name").text(), tool));
        tools.putAll(listedOtherwise);
        return new McpReply.Result(JsonWriter.object()
                .put("tools", tools.values().stream().map(Json::value).toList())
                .toSlice());
    }

    private McpReply discovery() {
        Map<String, Object> capabilities = new TreeMap<>();
        for (String feature : new TreeSet<>(features)) {
            capabilities.put(
                    feature,
                    switch (feature) {
                        case "tools", "prompts" -> Map.of("listChanged", true);
                        case "resources" -> new TreeMap<>(Map.of("listChanged", true, "subscribe", true));
                        default -> Map.of();
                    });
        }
        JsonSlice json = JsonWriter.object()
                .put("supportedVersions", versions)
                .put("capabilities", capabilities)
                .put("instructions", "for tests")
                .toSlice();
        return new McpReply.Result(json);
    }
}
