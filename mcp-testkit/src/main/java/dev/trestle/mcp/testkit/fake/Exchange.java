package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request as a fake sees it, and what it can do before it answers. Thread-safe. */
public interface Exchange {

    /**
     * The request's method.
     *
     * @return as received
     */
    String method();

    /**
     * The request's params.
     *
     * @return missing if there are none
     */
    Json params();

    /**
     * Says something during the request.
     *
     * @param method the notification's method
     * @param params a JSON object, or null for none
     */
    void say(String method, @Nullable String params);

    /**
     * Reports progress under the client's token, if it gave one.
     *
     * @param progress how far; must grow
     */
    default void progress(long progress) {
        Json token = params().at("/_meta/progressToken");
        if (token.isPresent()) {
            say("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":" + progress + "}");
        }
    }

    /**
     * Logs during the request.
     *
     * @param text what
     */
    default void log(String text) {
        String data = JsonWriter.write(text).toString();
        say("notifications/message", "{\"level\":\"info\",\"data\":" + data + "}");
    }

    /**
     * Asks the client during the request.
     *
     * @param method the question's method
     * @param params a JSON object, or null for none
     * @return completes with the answer
     */
    CompletionStage<InputAnswer> ask(String method, @Nullable String params);

    /**
     * Says, once this request is answered, something that belongs to the session and to no request.
     *
     * @param method the notification's method
     * @param params a JSON object, or null for none
     */
    void sayOutside(String method, @Nullable String params);

    /** Ends the fake in the middle of this request: a backend's session, a server's link. */
    void die();

    /**
     * Waits on the fake's scheduler.
     *
     * @param delay how long
     * @return completes then
     */
    CompletionStage<Void> after(Duration delay);

    /**
     * Whether the client gave up.
     *
     * @return of this request
     */
    Cancellation cancellation();

    /**
     * What the client said outside requests, by method.
     *
     * @param method a notification's method
     * @return how often it came in this session
     */
    int heard(String method);
}
