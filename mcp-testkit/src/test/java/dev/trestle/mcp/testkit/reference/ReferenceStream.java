package dev.trestle.mcp.testkit.reference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The events of one call at a {@link ReferenceServer}, kept so that they can be told again on another connection. */
final class ReferenceStream {

    private final ReferenceServer server;
    private final long number;
    private final boolean primed;
    private final List<String> events = new ArrayList<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private ReferenceExchange sink;
    private boolean begun;

    ReferenceStream(ReferenceServer server, long number, boolean primed, ReferenceExchange sink) {
        this.server = server;
        this.number = number;
        this.primed = primed;
        this.sink = sink;
    }

    /** Tells an event, or keeps it for a client that comes back. */
    synchronized void event(String json) throws IOException {
        try {
            if (!begun) {
                begun = true;
                sink.stream();
                sink.raw(primed ? "id: " + id(0) + "\ndata:\n\n" : "");
            }
            events.add(json);
            tell(events.size());
        } catch (IOException e) {
            if (server.has(Flaw.ENDS_SESSIONS_ON_DISCONNECT)) {
                throw e;
            }
            if (server.has(Flaw.LOSES_WHAT_NOBODY_READS)) {
                events.set(events.size() - 1, "");
            }
        }
    }

    void end() {
        over.complete(null);
    }

    /** Goes on on another connection, until the call is over. */
    void resume(ReferenceExchange next, long after) throws IOException {
        synchronized (this) {
            sink = next;
            sink.stream();
            tellFrom(after);
        }
        over.join();
    }

    synchronized void tellAllTo(ReferenceExchange other) throws IOException {
        for (String event : events) {
            other.event(event);
        }
    }

    private void tellFrom(long after) throws IOException {
        int from = (int) after + (server.has(Flaw.REPLAYS_THE_LAST_EVENT_AGAIN) ? 0 : 1);
        for (int i = Math.max(1, from); i <= events.size(); i++) {
            tell(i);
        }
    }

    private void tell(int event) throws IOException {
        String json = events.get(event - 1);
        if (server.has(Flaw.GIVES_NO_EVENT_IDS)) {
            sink.event(json);
        } else if (!json.isEmpty()) {
            sink.raw("event: message\nid: " + id(event) + "\ndata: " + json + "\n\n");
        }
    }

    private String id(int event) {
        return server.has(Flaw.NUMBERS_EVENTS_FOR_EACH_STREAM_ALONE) ? "" + event : number + "-" + event;
    }
}
