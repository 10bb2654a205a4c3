package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.json.Json;

/**
 * What the contract of a modern endpoint has to know of the server behind it. By default that server has the tools,
 * resources and prompts of {@link dev.trestle.mcp.testkit.era.EraTools}.
 */
public abstract class ModernFacts extends SubjectContract {

    static final String MODERN = "2026-07-28";
    static final String LAST_LEGACY = "2025-11-25";
    static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    /** For subclasses. */
    protected ModernFacts() {}

    /**
     * The params of a call of a tool that gives a text back.
     *
     * @param text the text
     * @return by default those of {@code echo {text, message}}
     */
    protected String echo(String text) {
        JsonWriter arguments = JsonWriter.object().put("text", text).put("message", text);
        return tool("echo", arguments.toSlice().toString());
    }

    /**
     * The params of a call whose arguments its tool cannot use, so that it answers with a result that is an error.
     *
     * @return by default those of {@code echo} without a text
     */
    protected String wrongArguments() {
        return tool("echo", "{}");
    }

    /**
     * The params of a call that reports progress a few times.
     *
     * @return by default those of {@code progress {count: 3}}
     */
    protected String progress() {
        return tool("progress", "{\"count\":3}");
    }

    /**
     * The params of a call that reports progress again and again for longer than anybody waits.
     *
     * @return by default those of {@code slow}
     */
    protected String slow() {
        return tool("slow", "{\"steps\":100000,\"delayMs\":30}");
    }

    /**
     * How many calls of {@link #slow} the server saw cancelled.
     *
     * @return by default what the tool {@code cancelled} says
     */
    protected long cancelled() {
        return Long.parseLong(client().callTool("cancelled", "{}").text());
    }

    /**
     * The params of a call that logs at {@code debug}, {@code info}, {@code warning} and {@code error}.
     *
     * @return by default those of {@code log}
     */
    protected String log() {
        return tool("log", "{}");
    }

    /**
     * The params of a call that asks by one form for a {@code name}, and has {@code Ada} in its result if that name was
     * accepted.
     *
     * @param message what to say in the form, if the tool can be told
     * @return by default those of {@code ask {message}}
     */
    protected String ask(String message) {
        return tool("ask", JsonWriter.object().put("message", message).toSlice().toString());
    }

    /**
     * The params of a call of another tool that asks.
     *
     * @return by default those of {@code ask_two}
     */
    protected String askOtherwise() {
        return tool("ask_two", "{}");
    }

    /**
     * The params of a call after which the list of tools has changed.
     *
     * @return by default those of {@code announce {what: tools}}
     */
    protected String change() {
        return tool("announce", "{\"what\":\"tools\"}");
    }

    /**
     * The params of a call of a tool whose arguments {@code region}, {@code limit} and {@code options.note} are mirrored as
     * {@code Region}, {@code Limit} and {@code Note}.
     *
     * @param arguments a JSON object
     * @return by default those of {@code routed}
     */
    protected String routed(String arguments) {
        return tool("routed", arguments);
    }

    /**
     * A resource that can be read.
     *
     * @return its URI, by default {@code era:///readme}
     */
    protected String resource() {
        return "era:///readme";
    }

    /**
     * A method of the specification whose feature the server does not advertise.
     *
     * @return by default {@code completion/complete}
     */
    protected String unadvertised() {
        return "completion/complete";
    }

    /**
     * A list whose second page has the cursor {@code ""}.
     *
     * @return its method, by default {@code resources/list}
     */
    protected String paged() {
        return "resources/list";
    }

    /**
     * A client that can answer forms.
     *
     * @return new
     */
    protected final ModernHttpClient client() {
        return ModernHttpClient.of(endpoint(), "{\"elicitation\":{\"form\":{}}}")
                .waitingAtMost(patience());
    }

    final ModernRequest call(String params) {
        return client().request("tools/call", params);
    }

    static String tool(String name, String arguments) {
        return "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}";
    }

    static Json subscription(Json message) {
        return message.at("/params/_meta/io.modelcontextprotocol~1subscriptionId");
    }
}
