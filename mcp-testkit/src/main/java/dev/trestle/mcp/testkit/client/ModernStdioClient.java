package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of 2026-07-28 of a server behind standard streams. It says in each request who it is, and does nothing else of
 * its own accord. Thread-safe.
 */
public final class ModernStdioClient implements AutoCloseable {

    private final RawStdioClient pipe;
    private volatile ModernEnvelope envelope;

    private ModernStdioClient(RawStdioClient pipe, String capabilities) {
        this.pipe = pipe;
        this.envelope = ModernEnvelope.of(capabilities);
    }

    /**
     * Starts a server.
     *
     * @param capabilities what the client can do, a JSON object
     * @param command the program and its arguments
     * @return the client
     */
    public static ModernStdioClient start(String capabilities, List<String> command) {
        return over(RawStdioClient.start(command.toArray(String[]::new)), capabilities);
    }

    /**
     * A client of a server that runs.
     *
     * @param pipe its streams
     * @param capabilities what the client can do, a JSON object
     * @return the client
     */
    public static ModernStdioClient over(RawStdioClient pipe, String capabilities) {
        return new ModernStdioClient(pipe, capabilities);
    }

    /**
     * Sets a member of {@code params._meta} that later requests have.
     *
     * @param key what comes after {@code io.modelcontextprotocol/}
     * @param json its value, or null for no such member
     * @return this client
     */
    public synchronized ModernStdioClient meta(String key, @Nullable String json) {
        envelope = envelope.with(ModernEnvelope.PREFIX + key, json);
        return this;
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return its id
     */
    public long open(String method, @Nullable String params) {
        return pipe.start(method, around(params));
    }

    /**
     * Sends a request and waits, bounded, for its answer.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @return the answer, a message with a result or an error
     */
    public Json call(String method, @Nullable String params) {
        return pipe.request(method, around(params));
    }

    /**
     * Calls a tool and waits, bounded, for its answer.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return the answer, a message with a result or an error
     */
    public Json callTool(String tool, String arguments) {
        return call("tools/call", ToolCall.params(tool, arguments));
    }

    /**
     * Sends a request, and again with answers as long as the server wants to know more.
     *
     * @param method the method
     * @param params a JSON object, or null for none of its own
     * @param answers answers the server's questions, on this thread
     * @return the answer that asks nothing
     * @throws AssertionError if the server still asks after {@link ModernHttpClient#ROUNDS} answers
     */
    public Json call(String method, @Nullable String params, ModernAnswers answers) {
        Json response = call(method, params);
        for (int round = 0; InputRounds.isAsking(response); round++) {
            InputRounds.check(round, response);
            Json result = response.at("/result");
            response = call(method, retry(params, InputRounds.responses(result, answers), InputRounds.state(result)));
        }
        return response;
    }

    /**
     * Cancels a request.
     *
     * @param id its id
     */
    public void cancel(long id) {
        pipe.notify("notifications/cancelled", around("{\"requestId\":" + id + "}"));
    }

    /**
     * Listens to what changes.
     *
     * @param filter the {@code notifications} to hear, a JSON object
     * @return the id of the request, which is that of the subscription
     */
    public long listen(String filter) {
        long id = open("subscriptions/listen", "{\"notifications\":" + filter + "}");
        await("the acknowledgement of " + id, id, "notifications/subscriptions/acknowledged");
        return id;
    }

    /**
     * Waits, bounded, for something said to a subscription.
     *
     * @param what says what is waited for, in the error
     * @param subscription its id
     * @param method the notification's method
     * @return the first such notification
     */
    public Json await(String what, long subscription, String method) {
        return pipe.await(
                what,
                message -> method.equals(message.at("/method").value())
                        && Long.valueOf(subscription)
                                .equals(message.at("/params/_meta/io.modelcontextprotocol~1subscriptionId")
                                        .value()));
    }

    /**
     * The streams.
     *
     * @return for what this client does not do
     */
    public RawStdioClient pipe() {
        return pipe;
    }

    /** Kills the server and its children, if they are still there. */
    @Override
    public void close() {
        pipe.close();
    }

    private static String retry(@Nullable String params, @Nullable String responses, @Nullable String state) {
        JsonWriter again = JsonWriter.object();
        Map<String, Json> members =
                params == null ? Map.of() : Json.parse(params).members();
        members.forEach((name, value) -> again.put(name, value.value()));
        return again.putIfPresent("inputResponses", responses == null ? null : JsonSlice.of(responses))
                .putIfPresent("requestState", state == null ? null : JsonSlice.of(state))
                .toSlice()
                .toString();
    }

    private String around(@Nullable String params) {
        Map<String, Json> members =
                params == null ? Map.of() : Json.parse(params).members();
        return JsonWriter.write(envelope.around(members)).toString();
    }
}
