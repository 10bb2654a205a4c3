package dev.trestle.mcp.standalone.conformance;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client says and hears, message by message, under the name of the step of the script it happens in. The file it
 * writes has one object a line, as {@code conformance/session/recorder.mjs} writes it.
 */
final class SessionRecording {
    private static final Duration SILENCE = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private record Entry(String step, String direction, Object message) {}

    private final McpJsonMapper json;
    private final List<Entry> entries = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String step = "connect";
    private long last = System.nanoTime();

    SessionRecording(McpJsonMapper json) {
        this.json = json;
    }

    void says(JSONRPCMessage message) {
        note("sends", message);
    }

    void hears(JSONRPCMessage message) {
        note("hears", message);
    }

    private void note(String direction, Object message) {
        lock.lock();
        try {
            entries.add(new Entry(step, direction, message));
            last = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs one step; an exception of the client is part of what is compared. */
    void step(String name, Runnable action) {
        lock.lock();
        try {
            step = name;
            last = System.nanoTime();
        } finally {
            lock.unlock();
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            note("client fails", failure(e));
        }
        awaitSilence();
    }

    private static Map<String, Object> failure(RuntimeException e) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("kind", e.getClass().getSimpleName());
        said.put(
                "message",
                e instanceof McpError error && error.getJsonRpcError() != null
                        ? error.getJsonRpcError().message()
                        : String.valueOf(e.getMessage()));
        return said;
    }

    /** Waits until this step has heard so many notifications or requests of a method. */
    void awaitHeard(String method, int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (heard(method) < count) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("did not hear " + method);
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private long heard(String method) {
        return entries.stream()
                .filter(entry -> entry.step().equals(step) && entry.direction().equals("hears"))
                .filter(entry -> method.equals(method(entry.message())))
                .count();
    }

    private static String method(Object message) {
        if (message instanceof JSONRPCRequest request) {
            return request.method();
        }
        return message instanceof JSONRPCNotification notification ? notification.method() : "";
    }

    private void awaitSilence() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                long left = SILENCE.toNanos() - (now - last);
                if (left <= 0 && open().isEmpty()) {
                    return;
                }
                changed.awaitNanos(Math.max(left, TimeUnit.MILLISECONDS.toNanos(10)));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Requests of this step, of either side, without an answer. */
    private Set<String> open() {
        Set<String> open = new HashSet<>();
        for (Entry entry : entries) {
            boolean ours = entry.direction().equals("sends");
            if (entry.step().equals(step) && entry.message() instanceof JSONRPCRequest request) {
                open.add((ours ? "client " : "server ") + request.id());
            } else if (entry.step().equals(step) && entry.message() instanceof JSONRPCResponse response) {
                open.remove((ours ? "server " : "client ") + response.id());
            }
        }
        return open;
    }

    void save(Path file) throws IOException {
        lock.lock();
        try {
            Files.write(file, entries.stream().map(this::line).toList());
        } finally {
            lock.unlock();
        }
    }

    private String line(Entry entry) {
        try {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("step", entry.step());
            line.put("direction", entry.direction());
            line.put("message", entry.message());
            return json.writeValueAsString(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
