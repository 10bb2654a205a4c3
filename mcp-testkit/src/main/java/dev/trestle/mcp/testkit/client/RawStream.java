package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * An HTTP answer while it comes: an event stream, or a body that is read to its end. A thread of its own reads it.
 * Thread-safe.
 */
public final class RawStream implements AutoCloseable {

    private final CompletableFuture<HttpResponse<InputStream>> response;
    private final CompletableFuture<RawReply> reply = new CompletableFuture<>();
    private final List<SseEvent> events = new CopyOnWriteArrayList<>();
    private final List<Json> messages = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final Consumer<Json> onMessage;
    private final Duration patience;

    RawStream(CompletableFuture<HttpResponse<InputStream>> response, Consumer<Json> onMessage, Duration patience) {
        this.response = response;
        this.onMessage = onMessage;
        this.patience = patience;
        Thread reader = new Thread(this::read, "raw-mcp-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * The HTTP status, once it is there.
     *
     * @return waits for it, bounded
     */
    public int status() {
        return Await.value("an HTTP status", patience, response).statusCode();
    }

    /**
     * The headers, once they are there.
     *
     * @return by lower-case name
     */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Await.value("HTTP headers", patience, response).headers().map());
        return headers;
    }

    /**
     * The blocks of the event stream so far.
     *
     * @return in order
     */
    public List<SseEvent> events() {
        return List.copyOf(events);
    }

    /**
     * The comments of the event stream so far.
     *
     * @return in order
     */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /**
     * The messages so far.
     *
     * @return in order
     */
    public List<Json> messages() {
        return List.copyOf(messages);
    }

    /**
     * Waits, bounded, for a message.
     *
     * @param what says what is waited for, in the error
     * @param wanted which one
     * @return the first such message
     */
    public Json await(String what, Predicate<Json> wanted) {
        Await.until(what, patience, () -> messages.stream().anyMatch(wanted) || reply.isDone());
        return messages.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the answer ended without " + what + ": " + messages));
    }

    /**
     * Waits, bounded, for a message with a method.
     *
     * @param method a request's or notification's
     * @return the first such message
     */
    public Json await(String method) {
        return await(method, message -> method.equals(message.at("/method").value()));
    }

    /**
     * Whether more can come.
     *
     * @return false once it ended, in whatever way
     */
    public boolean isOpen() {
        return !reply.isDone();
    }

    /**
     * The whole answer.
     *
     * @return waits, bounded, for its end
     */
    public RawReply reply() {
        return Await.value("the end of an HTTP answer", patience, reply);
    }

    /** Cuts the connection off, as a client does whose network goes away. */
    @Override
    public void close() {
        response.cancel(true);
        if (response.isDone() && !response.isCompletedExceptionally()) {
            try {
                response.join().body().close();
            } catch (IOException e) {
                // It is gone, which is what was asked for.
            }
        }
    }

    private void read() {
        try {
            HttpResponse<InputStream> answer = response.join();
            boolean stream =
                    answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
            String body = stream ? readEvents(answer.body()) : readWhole(answer.body());
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(answer.headers().map());
            reply.complete(new RawReply(answer.statusCode(), headers, body, events(), messages()));
        } catch (IOException | RuntimeException | AssertionError e) {
            reply.completeExceptionally(e);
        }
    }

    private String readEvents(InputStream body) throws IOException {
        SseEventReader reader = new SseEventReader();
        byte[] piece = new byte[8192];
        StringBuilder text = new StringBuilder();
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            text.append(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
            List<SseEvent> completed = reader.feed(piece, 0, read);
            List<String> heard = reader.comments();
            comments.addAll(heard.subList(comments.size(), heard.size()));
            for (SseEvent event : completed) {
                events.add(event);
                if (event.isMessage() && event.data() != null) {
                    deliver(Json.parse(event.data()));
                }
            }
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String readWhole(InputStream body) throws IOException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        if (text.startsWith("{") || text.startsWith("[")) {
            deliver(Json.parse(text));
        }
        return text;
    }

    private void deliver(Json message) {
        List<Json> batch = message.value() instanceof List<?> ? message.items() : List.of(message);
        IntStream.range(0, batch.size()).forEach(i -> {
            messages.add(batch.get(i));
            onMessage.accept(batch.get(i));
        });
    }
}
