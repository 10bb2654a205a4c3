package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What servers of both eras have, under the same names and with the same results but for what an era cannot say. The tools:
 *
 * <ul>
 *   <li>{@code echo {text}} or {@code {message}}: the text; without one, a result that is an error
 *   <li>{@code meta}: the request's {@code _meta} as text
 *   <li>{@code big {bytes}}: a text of that length
 *   <li>{@code error}: a result that is an error, {@code told so}; {@code fail}: the JSON-RPC error 4001 {@code told so}
 *   <li>{@code progress {count}}: reports progress 1 … count, then {@code <count> said}
 *   <li>{@code log}: logs {@code debug}, {@code info}, {@code warning} and {@code error}, each its own name, then
 *       {@code logged}; nothing below the level that the client asked for
 *   <li>{@code slow {steps, delayMs}}: reports progress after each delay, then {@code done}; can be cancelled
 *   <li>{@code stall}: never replies; can be cancelled
 *   <li>{@code cancelled}: how many calls of {@code slow} and {@code stall} were cancelled so far
 *   <li>{@code die}: ends the server, or the connection of the call, and never replies
 *   <li>{@code structured}: the list {@code [1,2,3]}; in the legacy era the object {@code {"result":[1,2,3]}}
 *   <li>{@code content}: a text, a sound, a link to a resource; {@code hologram}: a text and content of an unknown type
 *   <li>{@code routed {region, limit, urgent, options: {note}}}: its arguments as text; the four are mirrored in headers
 *       {@code Mcp-Param-Region}, {@code -Limit}, {@code -Urgent} and {@code -Note}
 *   <li>{@code ask {message?}}: asks by a form for a {@code name}; {@code accept Ada}, {@code decline}, {@code cancel}, or
 *       {@code error -1} if the client answered by an error; {@code ask_url}: the same by a URL
 *   <li>{@code ask_two}: two forms at once; {@code first: accept Ada; second: decline}
 *   <li>{@code ask_rounds}: a form and then another; {@code accept Ada, then accept Bob}
 *   <li>{@code ask_sampling}: {@code <model>: <text>}; {@code ask_roots}: {@code roots: file:///a file:///b}
 *   <li>{@code later}: asks the client to come again, then {@code now}; in the legacy era at once
 *   <li>{@code announce {what, uri?}}: says that {@code tools}, {@code prompts} or {@code resources} changed, or, as
 *       {@code resource}, that the one at the URI was updated
 *   <li>{@code listens}: how many subscriptions are open, in the legacy era how many URIs are subscribed to
 *   <li>{@code end_listens}: ends all subscriptions gracefully; in the legacy era does nothing
 *   <li>{@code violations}: what clients did wrong so far, a line each; in the legacy era nothing
 * </ul>
 *
 * <p>The resources: {@code era:///readme}, {@code era:///blob} and, on a second page whose cursor is the empty string,
 * {@code era:///asking}, which asks as {@code ask} does; the template {@code era:///item/{id}}. The prompts: {@code greet
 * {who}} and {@code asking}, which asks. Completions of {@code who} and {@code id}.
 */
public final class EraTools implements Behaviour {

    /** What a server of the legacy era with these tools can do. */
    public static final String LEGACY_CAPABILITIES = "{\"tools\":{\"listChanged\":true},"
            + "\"resources\":{\"subscribe\":true,\"listChanged\":true},\"prompts\":{\"listChanged\":true},"
            + "\"logging\":{},\"completions\":{}}";

    private static final List<Json> LISTED =
            List.copyOf(Json.parse(ToolList.json(true)).at("/tools").items());

    private final boolean modern;
    private final Map<String, Supplier<String>> gauges;
    private final AtomicInteger cancelled = new AtomicInteger();

    EraTools(boolean modern, Map<String, Supplier<String>> gauges) {
        this.modern = modern;
        this.gauges = gauges;
    }

    /**
     * The legacy half, for a {@link dev.trestle.mcp.testkit.fake.ScriptedServer}: it asks live, pushes what changes, and
     * knows {@code resources/subscribe}. Give the server {@link #LEGACY_CAPABILITIES}.
     *
     * @return for one server, since it keeps what the client set
     */
    public static Behaviour legacy() {
        return new LegacyTools();
    }

    /**
     * The modern half, for a server of 2026-07-28; what asks is not in it, see {@link #script}.
     *
     * @param gauges the tools {@code listens}, {@code end_listens} and {@code violations}, each giving its text
     * @return for one server, since it counts
     */
    public static EraTools modern(Map<String, Supplier<String>> gauges) {
        return new EraTools(true, gauges);
    }

    /**
     * What a request is done by that asks.
     *
     * @param method the request's method
     * @param params the request's params
     * @return null if it asks nothing
     */
    public static @Nullable Script script(String method, Json params) {
        return Scripts.of(method, params);
    }

    /**
     * The tools as a server of the modern era lists them.
     *
     * @return in order
     */
    public static List<Json> listed() {
        return LISTED;
    }

    /**
     * A tool as it is listed.
     *
     * @param name its name
     * @return null if there is none
     */
    public static @Nullable Json listed(String name) {
        return LISTED.stream()
                .filter(tool -> tool.at("/name").text().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether there is such a resource, listed or by the template.
     *
     * @param uri its URI
     * @return whether it can be read and subscribed to
     */
    public static boolean hasResource(String uri) {
        return EraData.isKnown(uri);
    }

    /**
     * How many calls of {@code slow} and {@code stall} were cancelled so far.
     *
     * @return at least 0
     */
    public int cancelled() {
        return cancelled.get();
    }

    /** All but what asks. */
    @Override
    public CompletionStage<McpReply> answer(Exchange exchange) {
        return switch (exchange.method()) {
            case "tools/list" -> Replies.result(ToolList.json(modern));
            case "tools/call" -> call(exchange);
            default -> CompletableFuture.completedFuture(EraData.answer(exchange.method(), exchange.params()));
        };
    }

    private CompletionStage<McpReply> call(Exchange exchange) {
        Json arguments = exchange.params().at("/arguments");
        String name = String.valueOf(exchange.params().at("/name").value());
        return switch (name) {
            case "echo" -> echo(arguments);
            case "meta" -> Replies.text(exchange.params().at("/_meta").toString());
            case "big" -> Replies.text("x".repeat((int) arguments.at("/bytes").integer()));
            case "error" -> error("told so");
            case "fail" -> Replies.failure(4001, "told so");
            case "progress" -> progress(exchange, arguments.at("/count").integer());
            case "log" -> log(exchange);
            case "slow" -> slow(countedOnce(exchange), 1);
            case "stall" -> {
                countedOnce(exchange);
                yield Replies.never();
            }
            case "cancelled" -> Replies.text(String.valueOf(cancelled.get()));
            case "die" -> {
                exchange.die();
                yield Replies.never();
            }
            case "structured" -> structured();
            case "content" -> Replies.result("""
                    {"content":[{"type":"text","text":"three things"},\
                    {"type":"audio","data":"AAEC","mimeType":"audio/wav"},\
                    {"type":"resource_link","uri":"era:///readme","name":"readme","mimeType":"text/plain"}]}""");
            case "hologram" -> Replies.result("""
                    {"content":[{"type":"text","text":"look"},{"type":"hologram","light":"blue"}]}""");
            case "routed" -> Replies.text(arguments.toString());
            case "announce" -> announce(exchange, arguments);
            default -> gauge(name);
        };
    }

    private CompletionStage<McpReply> gauge(String name) {
        Supplier<String> gauge = gauges.get(name);
        return gauge == null
                ? Replies.failure(JsonRpcError.INVALID_PARAMS, "no tool " + name)
                : Replies.text(gauge.get());
    }

    private static CompletionStage<McpReply> echo(Json arguments) {
        Object text =
                arguments.at(arguments.has("/message") ? "/message" : "/text").value();
        return text instanceof String known ? Replies.text(known) : error("echo needs a text");
    }

    private static CompletionStage<McpReply> error(String text) {
        JsonSlice content = JsonWriter.write(List.of(Map.of("type", "text", "text", text)));
        return Replies.result("{\"content\":" + content + ",\"isError\":true}");
    }

    private static CompletionStage<McpReply> progress(Exchange exchange, long count) {
        for (long i = 1; i <= count; i++) {
            exchange.progress(i);
        }
        return Replies.text(count + " said");
    }

    private static CompletionStage<McpReply> log(Exchange exchange) {
        for (String level : List.of("debug", "info", "warning", "error")) {
            exchange.say(
                    "notifications/message",
                    "{\"level\":\"" + level + "\",\"logger\":\"era\",\"data\":\"" + level + "\"}");
        }
        return Replies.text("logged");
    }

    private Exchange countedOnce(Exchange exchange) {
        exchange.cancellation().onCancel(why -> cancelled.incrementAndGet());
        return exchange;
    }

    private static CompletionStage<McpReply> slow(Exchange exchange, long step) {
        Json arguments = exchange.params().at("/arguments");
        if (step > arguments.at("/steps").integer()) {
            return Replies.text("done");
        }
        return exchange.after(Duration.ofMillis(arguments.at("/delayMs").integer()))
                .thenCompose(then -> {
                    if (exchange.cancellation().isCancelled()) {
                        return Replies.never();
                    }
                    exchange.progress(step);
                    return slow(exchange, step + 1);
                });
    }

    private CompletionStage<McpReply> structured() {
        String value = modern ? "[1,2,3]" : "{\"result\":[1,2,3]}";
        return Replies.result(
                "{\"content\":[{\"type\":\"text\",\"text\":\"[1,2,3]\"}],\"structuredContent\":" + value + "}");
    }

    private static CompletionStage<McpReply> announce(Exchange exchange, Json arguments) {
        String what = arguments.at("/what").text();
        if (what.equals("resource")) {
            exchange.sayOutside("notifications/resources/updated", "{\"uri\":" + arguments.at("/uri") + "}");
        } else {
            exchange.sayOutside("notifications/" + what + "/list_changed", null);
        }
        return Replies.text("announced");
    }
}
