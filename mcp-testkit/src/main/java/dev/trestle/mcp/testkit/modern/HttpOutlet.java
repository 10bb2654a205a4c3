package dev.trestle.mcp.testkit.modern;

import com.sun.net.httpserver.HttpExchange;
import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answer to one HTTP request: JSON, or a stream once something is said before the reply. */
final class HttpOutlet implements Outlet {

    private final HttpExchange http;
    private final Heartbeat heartbeat;
    private final List<Runnable> onGone = new ArrayList<>();
    private boolean streaming;
    private boolean over;

    HttpOutlet(HttpExchange http, Heartbeat heartbeat) {
        this.http = http;
        this.heartbeat = heartbeat;
    }

    @Override
    public synchronized void stream() {
        if (streaming || over) {
            return;
        }
        streaming = true;
        http.getResponseHeaders().set("Content-Type", "text/event-stream");
        http.getResponseHeaders().set("Cache-Control", "no-cache");
        http.getResponseHeaders().set("X-Accel-Buffering", "no");
        write(() -> {
            http.sendResponseHeaders(200, 0);
            raw(":\n\n");
        });
        heartbeat.watch(this);
    }

    @Override
    public synchronized void say(JsonSlice notification) {
        stream();
        write(() -> raw("event: message\ndata: " + notification + "\n\n"));
    }

    @Override
    public synchronized void reply(int status, JsonSlice response) {
        if (streaming) {
            write(() -> raw("event: message\ndata: " + response + "\n\n"));
        } else {
            write(() -> {
                byte[] body = response.bytes();
                http.getResponseHeaders().set("Content-Type", "application/json");
                http.sendResponseHeaders(status, body.length);
                http.getResponseBody().write(body);
            });
        }
        finish();
    }

    /** Answers by a status alone. */
    synchronized void empty(int status) {
        write(() -> http.sendResponseHeaders(status, -1));
        finish();
    }

    @Override
    public synchronized void drop() {
        finish();
    }

    @Override
    public void die() {
        drop();
    }

    @Override
    public synchronized void onGone(Runnable task) {
        onGone.add(task);
    }

    void beat() {
        List<Runnable> told;
        synchronized (this) {
            if (over || write(() -> raw(":\n\n"))) {
                return;
            }
            told = List.copyOf(onGone);
        }
        told.forEach(Runnable::run);
    }

    /** Something that fails if nobody is there. */
    private interface Writing {
        void run() throws IOException;
    }

    private boolean write(Writing writing) {
        if (over) {
            return true;
        }
        try {
            writing.run();
            return true;
        } catch (IOException e) {
            // Whoever goes away cancels; the next heartbeat tells.
            return false;
        }
    }

    private void raw(String text) throws IOException {
        http.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        http.getResponseBody().flush();
    }

    private void finish() {
        over = true;
        heartbeat.forget(this);
        http.close();
    }
}
