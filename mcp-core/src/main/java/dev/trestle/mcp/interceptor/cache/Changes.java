package dev.trestle.mcp.interceptor.cache;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the changes that backends announce. An answer is kept together with the count at which it was asked for, so that one
 * that was under way when a change was announced is never given to anybody later. Thread-safe.
 */
final class Changes {

    private static final Map<String, String> KINDS = Map.of(
            "notifications/tools/list_changed", "tools",
            "notifications/prompts/list_changed", "prompts",
            "notifications/resources/list_changed", "resources",
            "notifications/resources/updated", "resources");

    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final AtomicLong everything = new AtomicLong();

    /** Takes it that all may have changed, with what is under way. */
    void all() {
        everything.incrementAndGet();
    }

    /** What a backend says; nothing happens unless it is that something changed. */
    void heard(String view, Notification notification) {
        String kind = KINDS.get(notification.method());
        if (kind != null) {
            counts.merge(kind + " " + view, 1L, Long::sum);
        }
    }

    /** How often what a method tells has changed. */
    long count(String view, String method) {
        return everything.get() + counts.getOrDefault(method.substring(0, method.indexOf('/')) + " " + view, 0L);
    }

    CallObserver observer(CallObserver next, String view, Runnable onAsk) {
        return new CallObserver() {
            @Override
            public void notified(Notification notification) {
                heard(view, notification);
                next.notified(notification);
            }

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                onAsk.run();
                return next.ask(request);
            }

            @Override
            public void waits(CompletionStage<?> ready) {
                next.waits(ready);
            }
        };
    }

    SessionPeer peer(SessionPeer next, String view) {
        return new SessionPeer() {
            @Override
            public ClientDescription client() {
                return next.client();
            }

            @Override
            public void notified(Notification notification) {
                heard(view, notification);
                next.notified(notification);
            }

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                return next.ask(request);
            }

            @Override
            public void onEnd(Runnable action) {
                next.onEnd(action);
            }
        };
    }
}
