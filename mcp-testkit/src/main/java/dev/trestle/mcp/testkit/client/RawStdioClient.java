package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client of an MCP server behind standard streams. It keeps every line of both streams; a line of standard output that
 * is no JSON is kept too, so that a test can say that there is none. Thread-safe.
 */
public final class RawStdioClient implements AutoCloseable {

    private static final long EXIT_SECONDS = 10;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();

    private RawStdioClient(Process process) {
        this.process = process;
        read(process.getInputStream(), lines, () -> ended.set(true));
        read(process.getErrorStream(), errors, () -> {});
    }

    /**
     * Starts a server.
     *
     * @param command the program and its arguments
     * @return the client, not initialized
     */
    public static RawStdioClient start(String... command) {
        return start(new ProcessBuilder(command));
    }

    /**
     * Starts a server.
     *
     * @param command the program, its arguments, environment and directory
     * @return the client, not initialized
     */
    public static RawStdioClient start(ProcessBuilder command) {
        try {
            return new RawStdioClient(command.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.command().get(0), e);
        }
    }

    /**
     * Sends {@code initialize}, waits for its answer, and sends {@code notifications/initialized}.
     *
     * @param version the version to ask for
     * @param capabilities the client's capabilities, a JSON object
     * @return the answer
     */
    public Json initialize(String version, String capabilities) {
        Json answer = request("initialize", """
                {"protocolVersion":"%s","capabilities":%s,"clientInfo":{"name":"raw","version":"1"}}""".formatted(version, capabilities));
        notify("notifications/initialized", null);
        return answer;
    }

    /**
     * Sends a request and waits, bounded, for its answer.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     * @return the answer, a message with a result or an error
     */
    public Json request(String method, @Nullable String params) {
        long id = start(method, params);
        return await(
                "the answer to " + method,
                message -> RawReply.isResponse(message)
                        && Long.valueOf(id).equals(message.at("/id").value()));
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     * @return its id
     */
    public long start(String method, @Nullable String params) {
        long id = lastId.incrementAndGet();
        send(message(id, method, params));
        return id;
    }

    /**
     * Sends a notification.
     *
     * @param method the method
     * @param params a JSON object, or null for none
     */
    public void notify(String method, @Nullable String params) {
        send(message(null, method, params));
    }

    /**
     * Sends a line as it is.
     *
     * @param line without line break
     */
    public synchronized void send(String line) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the server takes nothing more; its stderr: " + errors, e);
        }
    }

    /**
     * Every line of standard output so far.
     *
     * @return in order
     */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Every line of standard error so far.
     *
     * @return in order
     */
    public List<String> errorLines() {
        return List.copyOf(errors);
    }

    /**
     * The messages so far.
     *
     * @return in order
     * @throws dev.trestle.mcp.json.JsonException if a line of standard output is no JSON
     */
    public List<Json> messages() {
        return lines.stream().map(Json::parse).toList();
    }

    /**
     * Waits, bounded, for a message.
     *
     * @param what says what is waited for, in the error
     * @param wanted which one
     * @return the first such message
     */
    public Json await(String what, Predicate<Json> wanted) {
        Await.until(what, () -> messages().stream().anyMatch(wanted) || ended.get());
        return messages().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the server ended without " + what + "; its stderr: " + errors));
    }

    /**
     * The server's process.
     *
     * @return to be killed, waited for, or looked at
     */
    public Process process() {
        return process;
    }

    /**
     * Closes the server's standard input, which asks it to end, and waits, bounded, until it has.
     *
     * @return its exit code
     */
    public int end() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("the server did not end within " + EXIT_SECONDS + " s of the end of its input");
    }

    /** Kills the server and its children, if they are still there. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String message(@Nullable Long id, String method, @Nullable String params) {
        return JsonWriter.object()
                .put("jsonrpc", "2.0")
                .putIfPresent("id", id)
                .put("method", method)
                .putIfPresent("params", params == null ? null : JsonSlice.of(params))
                .toSlice()
                .toString();
    }

    private static void read(InputStream in, List<String> to, Runnable atEnd) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    to.add(line);
                }
            } catch (IOException e) {
                // A killed process closes its streams in its own way; the end is the end.
            } finally {
                atEnd.run();
            }
        });
        reader.setDaemon(true);
        reader.setName("raw-stdio-reader");
        reader.start();
    }
}
