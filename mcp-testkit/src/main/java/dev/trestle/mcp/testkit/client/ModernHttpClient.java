package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client of Streamable HTTP as of 2026-07-28 that does nothing of its own accord but to say in each request who it is
 * and to mirror what the specification wants mirrored; {@link ModernRequest} takes any of that away. Thread-safe.
 */
public final class ModernHttpClient {

    /** How often the methods that answer questions send a request again. */
    public static final int ROUNDS = 10;

    private final URI endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicLong lastId = new AtomicLong();
    private volatile ModernEnvelope envelope;
    private volatile Duration patience = Await.DEFAULT;

    private ModernHttpClient(URI endpoint, String capabilities) {
        this.endpoint = endpoint;
        this.envelope = ModernEnvelope.of(capabilities);
    }

    /**
     * A client that can answer nothing; its ids are numbers from 1.
     *
     * @param endpoint the URL of the endpoint
     * @return the client
     */
    public static ModernHttpClient of(URI endpoint) {
        return of(endpoint, "{}");
    }

    /**
     * A client whose ids are numbers from 1.
     *
     * @param endpoint the URL of the endpoint
     * @param capabilities what it can do, a JSON object
     * @return the client
     */
    public static ModernHttpClient of(URI endpoint, String capabilities) {
        return new ModernHttpClient(endpoint, capabilities);
    }

    /**
     * Sets a member of {@code params._meta} that later requests have.
     *
     * @param key what comes after {@code io.modelcontextprotocol/}
     * @param json its value, or null for no such member
     * @return this client
     */
    public synchronized ModernHttpClient meta(String key, @Nullable String json) {
        envelope = envelope.with(ModernEnvelope.PREFIX + key, json);
        return this;
    }

    /**
     * Sets how long answers are waited for.
     *
     * @param longest {@link Await#DEFAULT} if not set
     * @return this client
     */
    public ModernHttpClient waitingAtMost(Duration longest) {
        patience = longest;
        return this;
    }

    /**
     * A request to be changed or sent.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return the request, not sent
     */
    public ModernRequest request(String method, @Nullable String params) {
        return ModernRequest.of(this, method, nextId(), members(params), envelope);
    }

    /**
     * A notification to be changed or sent.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return the notification, not sent
     */
    public ModernRequest notification(String method, @Nullable String params) {
        return ModernRequest.of(this, method, null, members(params), envelope);
    }

    /**
     * A tool's call to be changed or sent.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return the request, not sent
     */
    public ModernRequest tool(String tool, String arguments) {
        return request("tools/call", ToolCall.params(tool, arguments));
    }

    /**
     * Sends a request and waits, bounded, for the end of its answer.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return the answer
     */
    public RawReply call(String method, @Nullable String params) {
        return request(method, params).send();
    }

    /**
     * Calls a tool and waits, bounded, for the end of its answer.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return the answer
     */
    public RawReply callTool(String tool, String arguments) {
        return tool(tool, arguments).send();
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return the answer while it comes; to close it is to cancel the request
     */
    public RawStream open(String method, @Nullable String params) {
        return request(method, params).open();
    }

    /**
     * Listens to what changes.
     *
     * @param filter the {@code notifications} to hear, a JSON object
     * @return the stream, whose first message is an acknowledgement
     */
    public RawStream listen(String filter) {
        return open("subscriptions/listen", "{\"notifications\":" + filter + "}");
    }

    /**
     * Posts a body as it is.
     *
     * @param body any text
     * @param headers all headers
     * @return the answer while it comes
     */
    public RawStream post(String body, Map<String, String> headers) {
        return send("POST", BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)), headers);
    }

    /**
     * Sends any request without a body.
     *
     * @param httpMethod the HTTP method
     * @param headers all headers
     * @return the answer
     */
    public RawReply send(String httpMethod, Map<String, String> headers) {
        return send(httpMethod, BodyPublishers.noBody(), headers).reply();
    }

    String nextId() {
        return Long.toString(lastId.incrementAndGet());
    }

    private RawStream send(String httpMethod, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).method(httpMethod, body);
        headers.forEach(request::setHeader);
        return new RawStream(http.sendAsync(request.build(), BodyHandlers.ofInputStream()), message -> {}, patience);
    }

    private static Map<String, Json> members(@Nullable String params) {
        return params == null ? Map.of() : Json.parse(params).members();
    }
}
