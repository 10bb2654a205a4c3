package dev.trestle.mcp.server;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.SamplingResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The client of a session, as a handler sees it: who it is, and what can be said to it and asked of it. A client is
 * asked only what it declared that it can be asked; otherwise the question fails with {@link AskFailed} at once.
 *
 * <p>Each question is there twice. The plain one waits for the answer, which may take minutes, and belongs on a thread
 * that may block: that of a blocking handler or hook. It throws {@link AskFailed}, or
 * {@link java.util.concurrent.CancellationException} when the thread is interrupted because the call was cancelled. The
 * {@code …Async} one returns at once; its stage fails with {@link AskFailed}. Thread-safe.
 */
public interface ClientContext {

    /**
     * The client.
     *
     * @return name, version, capabilities and principal
     */
    ClientDescription client();

    /**
     * Sends a log message, if the client wants messages of this level ({@code logging/setLevel}).
     *
     * @param level how grave it is
     * @param logger which part of the server says it, or null
     * @param data a text, or any value that {@link dev.trestle.mcp.json.JsonWriter#write} takes
     */
    void log(LogLevel level, @Nullable String logger, Object data);

    /**
     * Asks anything that a server may ask.
     *
     * @param method such as {@code sampling/createMessage}
     * @param params a JSON object, or null for none
     * @return the answer as the client gave it, result or error; fails with {@link AskFailed} if it was not asked
     */
    CompletionStage<InputAnswer> ask(String method, @Nullable JsonSlice params);

    /**
     * Asks the user to fill in a form, and waits.
     *
     * @param message what is wanted and why
     * @param form {@link Schema#object()} with properties that are no objects
     * @return what the user did
     */
    default ElicitResult elicit(String message, Schema form) {
        return Questions.await(elicitAsync(message, form));
    }

    /**
     * Asks the user to fill in a form.
     *
     * @param message what is wanted and why
     * @param form {@link Schema#object()} with properties that are no objects
     * @return what the user did
     */
    default CompletionStage<ElicitResult> elicitAsync(String message, Schema form) {
        return new Questions(this).form(message, form);
    }

    /**
     * Asks the user to open a link (since 2025-11-25), and waits for whether he agreed, not for what he did there.
     *
     * @param message what is wanted and why
     * @param elicitationId names this question; tell its end with {@link #elicitationComplete}
     * @param url what to open; it must hold no secret
     * @return what the user did
     */
    default ElicitResult elicitUrl(String message, String elicitationId, String url) {
        return Questions.await(elicitUrlAsync(message, elicitationId, url));
    }

    /**
     * Asks the user to open a link (since 2025-11-25).
     *
     * @param message what is wanted and why
     * @param elicitationId names this question; tell its end with {@link #elicitationComplete}
     * @param url what to open; it must hold no secret
     * @return what the user did
     */
    default CompletionStage<ElicitResult> elicitUrlAsync(String message, String elicitationId, String url) {
        return new Questions(this).link(message, elicitationId, url);
    }

    /**
     * Tells the client that what the user was to do behind a link is done.
     *
     * @param elicitationId the question
     */
    void elicitationComplete(String elicitationId);

    /**
     * Asks the client's model, and waits.
     *
     * @param request what
     * @return its answer
     */
    default SamplingResult sample(SamplingRequest request) {
        return Questions.await(sampleAsync(request));
    }

    /**
     * Asks the client's model.
     *
     * @param request what
     * @return its answer
     */
    default CompletionStage<SamplingResult> sampleAsync(SamplingRequest request) {
        return new Questions(this).sample(request);
    }

    /**
     * Asks for the folders that the client lets servers work in, and waits.
     *
     * @return its roots
     */
    default List<Root> roots() {
        return Questions.await(rootsAsync());
    }

    /**
     * Asks for the folders that the client lets servers work in.
     *
     * @return its roots
     */
    default CompletionStage<List<Root>> rootsAsync() {
        return new Questions(this).roots();
    }
}
