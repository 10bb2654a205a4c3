package dev.trestle.mcp.http.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response, as a container has them. The edge knows nothing else of the container; whoever
 * implements this mounts the edge.
 *
 * <p>No method blocks. The response may be written from any thread, one write at a time; the request is read by one
 * thread at a time, and both may happen at once.
 */
public interface HttpExchange {

    /**
     * The HTTP method.
     *
     * @return as received
     */
    String method();

    /**
     * The path, without the query: relative to the application, not to where the endpoint is mounted in it.
     *
     * @return begins with a slash
     */
    String path();

    /**
     * The path as the client asked for it, with that of the application in it.
     *
     * @return as received, encoded; begins with a slash
     */
    String requestPath();

    /**
     * What stands behind the question mark.
     *
     * @return as received, encoded, or null if there is no question mark
     */
    @Nullable String query();

    /**
     * The authority that the client addressed: {@code Host}, or {@code :authority} of HTTP/2.
     *
     * @return host and perhaps port, or null if there is none
     */
    @Nullable String host();

    /**
     * A request header.
     *
     * @param name in any case
     * @return its first value, or null if it is absent
     */
    @Nullable String header(String name);

    /**
     * A request header that may stand on several lines.
     *
     * @param name in any case
     * @return its values, line by line; empty if it is absent
     */
    List<String> headers(String name);

    /**
     * How long the body says it is.
     *
     * @return {@code Content-Length}, or -1 if there is none
     */
    long contentLength();

    /**
     * The address of the other end of the connection.
     *
     * @return an IP address
     */
    String remoteAddress();

    /**
     * Reads of the body what is there now.
     *
     * @param target where to
     * @param offset index of the first byte
     * @param length at most so many; more than 0
     * @return how many bytes were read, 0 if none is there yet, or -1 at the end of the body
     * @throws IOException if the rest of the body will never come
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /**
     * Asks to be called when {@link #read} has more to give than 0. Only after it gave 0, and once each time.
     *
     * @param action is run once, not within this call
     */
    void onReadable(Runnable action);

    /**
     * Whether the threads that bring requests and parts of their bodies look after other connections too, so that they must
     * not be kept for long.
     *
     * @return false unless the mount says so; always the same
     */
    default boolean isThreadShared() {
        return false;
    }

    /**
     * Sets status and headers; they leave with the first write. Called once.
     *
     * @param status the status
     * @param headers by name; without {@code Content-Length} the length is open until the last write
     */
    void head(int status, Map<String, String> headers);

    /**
     * Writes and flushes. The next write waits for the completion of this one.
     *
     * @param bytes has an array; may be empty, which sends the head; left alone by the caller until completion
     * @param last whether the response ends with it
     * @return completes when the container wants more; fails if the client can no longer be reached
     */
    CompletionStage<Void> write(ByteBuffer bytes, boolean last);

    /**
     * Answers with one whole body, whose length is told. Instead of {@link #head} and {@link #write}, for whoever does not
     * care how the write went; containers that can send all of it at once do so.
     *
     * @param status the status
     * @param headers by name, without {@code Content-Length}; not changed by anybody later
     * @param body has an array; empty for an answer without one; left alone by the caller from now on
     */
    default void answer(int status, Map<String, String> headers, ByteBuffer body) {
        Map<String, String> all = headers;
        if (body.hasRemaining()) {
            all = new LinkedHashMap<>(headers);
            all.put("Content-Length", Integer.toString(body.remaining()));
        }
        head(status, all);
        write(body, true);
    }

    /**
     * Asks to be called when the client is found gone before the last write was completed. Where the container cannot
     * tell before the next write, that write tells.
     *
     * @param action is run at most once, at once if that has happened; must be fast; a failed write may come with it
     */
    void onClose(Runnable action);

    /** Ends the exchange at once and the connection with it; nothing is sent any more. Idempotent. */
    void abort();
}
