package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request of 2026-07-28 before it is sent. It is right as it comes; whatever a test wants to be wrong can be changed or
 * taken away. Headers mirror the body as it was when the request was made, not as it was changed. Immutable.
 */
public final class ModernRequest {

    private final ModernHttpClient client;
    private final String method;
    private final @Nullable String id;
    private final Map<String, Json> params;
    private final ModernEnvelope envelope;
    private final Map<String, String> headers;

    private ModernRequest(
            ModernHttpClient client,
            String method,
            @Nullable String id,
            Map<String, Json> params,
            ModernEnvelope envelope,
            Map<String, String> headers) {
        this.client = client;
        this.method = method;
        this.id = id;
        this.params = params;
        this.envelope = envelope;
        this.headers = headers;
    }

    static ModernRequest of(
            ModernHttpClient client,
            String method,
            @Nullable String id,
            Map<String, Json> params,
            ModernEnvelope envelope) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", "application/json");
        headers.put("Accept", RawMcpClient.ACCEPT_BOTH);
        headers.put("Mcp-Method", method);
        String version = envelope.version();
        if (version != null) {
            headers.put("MCP-Protocol-Version", version);
        }
        Json name = params.get(mirrored(method));
        if (name != null && name.value() instanceof String text) {
            headers.put("Mcp-Name", HeaderText.encode(text));
        }
        return new ModernRequest(client, method, id, params, envelope, headers);
    }

    private static String mirrored(String method) {
        return switch (method) {
            case "tools/call", "prompts/get" -> "name";
            case "resources/read" -> "uri";
            case "tasks/get", "tasks/update", "tasks/cancel" -> "taskId";
            default -> "";
        };
    }

    /**
     * The same with another header, or without one.
     *
     * @param name its name
     * @param value its value, which may be empty, or null for no such header
     * @return another
     */
    public ModernRequest header(String name, @Nullable String value) {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        // The spelling of a name is the last one that was given.
        changed.remove(name);
        if (value != null) {
            changed.put(name, value);
        }
        return new ModernRequest(client, method, id, params, envelope, changed);
    }

    /**
     * The same with an argument mirrored for a tool whose schema asks for it.
     *
     * @param name what its schema calls it in {@code x-mcp-header}
     * @param value the argument as text
     * @return another
     */
    public ModernRequest mirror(String name, String value) {
        return header("Mcp-Param-" + name, HeaderText.encode(value));
    }

    /**
     * The same without the headers that mirror the body.
     *
     * @return another
     */
    public ModernRequest withoutMirrors() {
        return header("MCP-Protocol-Version", null).header("Mcp-Method", null).header("Mcp-Name", null);
    }

    /**
     * The same with another member of {@code params._meta}, or without one.
     *
     * @param key the whole key, or what comes after {@code io.modelcontextprotocol/}
     * @param json its value, or null for no such member
     * @return another
     */
    public ModernRequest meta(String key, @Nullable String json) {
        boolean whole = key.contains("/") || key.equals("progressToken");
        String name = whole ? key : ModernEnvelope.PREFIX + key;
        return new ModernRequest(client, method, id, params, envelope.with(name, json), headers);
    }

    /**
     * The same that says nothing of the client, as if it were of the legacy era; its headers stay.
     *
     * @return another
     */
    public ModernRequest withoutEnvelope() {
        return new ModernRequest(client, method, id, params, new ModernEnvelope(Map.of()), headers);
    }

    /**
     * The same with another id.
     *
     * @param json any JSON value, or null for none
     * @return another
     */
    public ModernRequest id(@Nullable String json) {
        return new ModernRequest(client, method, json, params, envelope, headers);
    }

    /**
     * The same as it is sent again once the server's questions are answered, under an id of its own.
     *
     * @param inputResponses the answers by key, a JSON object, or null for none
     * @param requestState what the server gave, JSON, or null if it gave nothing
     * @return another
     */
    public ModernRequest retry(@Nullable String inputResponses, @Nullable String requestState) {
        Map<String, Json> again = new LinkedHashMap<>(params);
        put(again, "inputResponses", inputResponses);
        put(again, "requestState", requestState);
        return new ModernRequest(client, method, client.nextId(), again, envelope, headers);
    }

    private static void put(Map<String, Json> members, String name, @Nullable String json) {
        if (json == null) {
            members.remove(name);
        } else {
            members.put(name, Json.parse(json));
        }
    }

    /**
     * The request's id.
     *
     * @return JSON, or null if it has none
     */
    public @Nullable String id() {
        return id;
    }

    /**
     * The message.
     *
     * @return JSON
     */
    public String body() {
        Map<String, Object> all = envelope.around(params);
        return JsonWriter.object()
                .put("jsonrpc", "2.0")
                .putIfPresent("id", id == null ? null : JsonSlice.of(id))
                .put("method", method)
                .putIfPresent("params", all.isEmpty() ? null : all)
                .toSlice()
                .toString();
    }

    /**
     * The headers.
     *
     * @return without those that the client adds
     */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /**
     * Sends it.
     *
     * @return the answer while it comes; to close it is to cancel the request
     */
    public RawStream open() {
        return client.post(body(), headers);
    }

    /**
     * Sends it and waits, bounded, for the end of the answer.
     *
     * @return the answer
     */
    public RawReply send() {
        return open().reply();
    }

    /**
     * Sends it, and again with answers as long as the server wants to know more.
     *
     * @param answers answers the server's questions, on this thread
     * @return the answer that asks nothing
     * @throws AssertionError if the server still asks after {@link ModernHttpClient#ROUNDS} answers
     */
    public RawReply send(ModernAnswers answers) {
        ModernRequest next = this;
        RawReply reply = next.send();
        for (int round = 0; InputRounds.isAsking(reply.response()); round++) {
            InputRounds.check(round, reply.response());
            next = next.retry(InputRounds.responses(reply.result(), answers), InputRounds.state(reply.result()));
            reply = next.send();
        }
        return reply;
    }
}
