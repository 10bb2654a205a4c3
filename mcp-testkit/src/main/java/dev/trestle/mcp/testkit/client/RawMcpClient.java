package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of the legacy Streamable HTTP transport that does nothing of its own accord: params are JSON as text, answers
 * are what was on the wire. Thread-safe; each request has a connection and, while its answer comes, a thread.
 */
public final class RawMcpClient {

    /** What every POST accepts, as the specification demands. */
    public static final String ACCEPT_BOTH = "application/json, text/event-stream";

    private final URI endpoint;
    private final HttpClient http;
    private final boolean stringIds;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Function<Json, InputAnswer>> answers = new AtomicReference<>();
    private volatile Duration patience = Await.DEFAULT;

    private RawMcpClient(URI endpoint, HttpClient http, boolean stringIds) {
        this.endpoint = endpoint;
        this.http = http;
        this.stringIds = stringIds;
    }

    /**
     * A client whose ids are numbers from 1.
     *
     * @param endpoint the URL of the endpoint
     * @return the client, not initialized
     */
    public static RawMcpClient of(URI endpoint) {
        return new RawMcpClient(endpoint, http(), false);
    }

    /**
     * A client whose ids are strings from {@code "1"}.
     *
     * @param endpoint the URL of the endpoint
     * @return the client, not initialized
     */
    public static RawMcpClient withStringIds(URI endpoint) {
        return new RawMcpClient(endpoint, http(), true);
    }

    private static HttpClient http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * Sets a header that every later request has.
     *
     * @param name its name
     * @param value its value, or null for none
     * @return this client
     */
    public RawMcpClient header(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    /**
     * Sets how long answers are waited for.
     *
     * @param longest {@link Await#DEFAULT} if not set
     * @return this client
     */
    public RawMcpClient waitingAtMost(Duration longest) {
        patience = longest;
        return this;
    }

    /**
     * Answers the server's questions from now on, each by a POST of its own.
     *
     * @param answer given the question, gives the answer; runs on the thread that reads the stream
     * @return this client
     */
    public RawMcpClient answering(Function<Json, InputAnswer> answer) {
        answers.set(answer);
        return this;
    }

    /**
     * Answers the server's questions from now on with one result.
     *
     * @param result a JSON object
     * @return this client
     */
    public RawMcpClient answeringWith(String result) {
        return answering(question -> new InputAnswer.Result(JsonSlice.of(result)));
    }

    /**
     * Shakes hands: {@code initialize}, then {@code notifications/initialized}; later requests have the session id and the
     * version that the server gave.
     *
     * @param version the version to ask for
     * @param capabilities the client's capabilities, a JSON object
     * @return the answer to {@code initialize}
     */
    public RawReply initialize(String version, String capabilities) {
        RawReply reply = initializeOnly(version, capabilities);
        if (reply.status() == 200 && reply.response().has("/result")) {
            reply.header("mcp-session-id").ifPresent(id -> headers.put("Mcp-Session-Id", id));
            headers.put(
                    "MCP-Protocol-Version",
                    reply.result().at("/protocolVersion").text());
            notify("notifications/initialized", null);
        }
        return reply;
    }

    /**
     * Sends {@code initialize} and nothing else, and remembers nothing.
     *
     * @param version the version to ask for
     * @param capabilities the client's capabilities, a JSON object
     * @return the answer
     */
    public RawReply initializeOnly(String version, String capabilities) {
        return request("initialize", """
                {"protocolVersion":"%s","capabilities":%s,"clientInfo":{"name":"raw","version":"1"}}""".formatted(version, capabilities));
    }

    /**
     * Sends a request and waits, bounded, for the end of its answer.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     * @return the answer
     */
    public RawReply request(String method, @Nullable String params) {
        return start(method, params).reply();
    }

    /**
     * Calls a tool and waits, bounded, for the end of its answer.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return the answer
     */
    public RawReply callTool(String tool, String arguments) {
        return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     * @return the answer while it comes
     */
    public RawStream start(String method, @Nullable String params) {
        return post(message(nextId(), method, params), Map.of());
    }

    /**
     * Sends a notification.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     * @return the HTTP answer
     */
    public RawReply notify(String method, @Nullable String params) {
        return post(message(null, method, params), Map.of()).reply();
    }

    /**
     * Answers a question of the server.
     *
     * @param id the question's id
     * @param answer the answer
     * @return the HTTP answer
     */
    public RawReply respond(Json id, InputAnswer answer) {
        JsonWriter message = JsonWriter.object().put("jsonrpc", "2.0").put("id", id.value());
        if (answer instanceof InputAnswer.Result result) {
            message.put("result", result.json());
        } else if (answer instanceof InputAnswer.Failure failure) {
            message.put("error", failure.error().json());
        }
        return post(message.toSlice().toString(), Map.of()).reply();
    }

    /**
     * Posts a body as it is, with the client's headers.
     *
     * @param body any text
     * @param more headers for this request alone; an empty value takes one away
     * @return the answer while it comes
     */
    public RawStream post(String body, Map<String, String> more) {
        return post(body.getBytes(StandardCharsets.UTF_8), more);
    }

    /**
     * Posts bytes as they are, with the client's headers.
     *
     * @param body any bytes
     * @param more headers for this request alone; an empty value takes one away
     * @return the answer while it comes
     */
    public RawStream post(byte[] body, Map<String, String> more) {
        Map<String, String> base = new LinkedHashMap<>();
        base.put("Content-Type", "application/json");
        base.put("Accept", ACCEPT_BOTH);
        return send("POST", BodyPublishers.ofByteArray(body), base, more);
    }

    /**
     * Opens a stream for what belongs to no request.
     *
     * @return the stream
     */
    public RawStream openStream() {
        return get(Map.of());
    }

    /**
     * Opens a stream where another left off.
     *
     * @param lastEventId the last event that was seen
     * @return the stream
     */
    public RawStream resume(String lastEventId) {
        return get(Map.of("Last-Event-ID", lastEventId));
    }

    /**
     * Sends a GET.
     *
     * @param more headers for this request alone; an empty value takes one away
     * @return the answer while it comes
     */
    public RawStream get(Map<String, String> more) {
        return send("GET", BodyPublishers.noBody(), Map.of("Accept", "text/event-stream"), more);
    }

    /**
     * Ends the session.
     *
     * @return the HTTP answer
     */
    public RawReply delete() {
        return send("DELETE", BodyPublishers.noBody(), Map.of(), Map.of()).reply();
    }

    /**
     * Sends any request without a body.
     *
     * @param method the HTTP method
     * @param more headers for this request alone; an empty value takes one away
     * @return the HTTP answer
     */
    public RawReply send(String method, Map<String, String> more) {
        return send(method, BodyPublishers.noBody(), Map.of(), more).reply();
    }

    /**
     * The session that was given by {@link #initialize}.
     *
     * @return null if there is none
     */
    public @Nullable String sessionId() {
        return headers.get("Mcp-Session-Id");
    }

    /**
     * The id of the request that was sent last.
     *
     * @return as JSON
     */
    public String lastId() {
        return id(lastId.get());
    }

    private RawStream send(
            String method, HttpRequest.BodyPublisher body, Map<String, String> base, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(base);
        all.putAll(headers);
        all.putAll(more);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).method(method, body);
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.setHeader(name, value);
            }
        });
        return new RawStream(http.sendAsync(request.build(), BodyHandlers.ofInputStream()), this::heard, patience);
    }

    private void heard(Json message) {
        Function<Json, InputAnswer> answer = answers.get();
        if (answer != null && message.has("/method") && message.has("/id")) {
            respond(message.at("/id"), answer.apply(message));
        }
    }

    private String nextId() {
        return id(lastId.incrementAndGet());
    }

    private String id(long number) {
        return stringIds ? "\"" + number + "\"" : Long.toString(number);
    }

    private static String message(@Nullable String id, String method, @Nullable String params) {
        return JsonWriter.object()
                .put("jsonrpc", "2.0")
                .putIfPresent("id", id == null ? null : JsonSlice.of(id))
                .put("method", method)
                .putIfPresent("params", params == null ? null : JsonSlice.of(params))
                .toSlice()
                .toString();
    }
}
