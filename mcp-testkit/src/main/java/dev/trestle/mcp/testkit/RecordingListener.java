package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.GatewayListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the events of a gateway. Thread-safe. */
public final class RecordingListener implements GatewayListener {

    /** One event. */
    public sealed interface Event {
        /**
         * A call began.
         *
         * @param call the call
         */
        record CallStarted(McpCall call) implements Event {}

        /**
         * A call has its reply.
         *
         * @param call the call
         * @param reply the reply
         * @param nanos how long it took
         */
        record CallEnded(McpCall call, McpReply reply, long nanos) implements Event {}

        /**
         * A session with a backend is open.
         *
         * @param session the client's session
         * @param backend the backend's name
         */
        record SessionOpened(SessionKey session, String backend) implements Event {}

        /**
         * A session with a backend is over.
         *
         * @param session the client's session
         * @param backend the backend's name
         */
        record SessionClosed(SessionKey session, String backend) implements Event {}

        /**
         * A message was not delivered.
         *
         * @param backend the backend's name
         * @param reason why
         */
        record Dropped(String backend, DropReason reason) implements Event {}
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();

    /** Has heard nothing yet. */
    public RecordingListener() {}

    /**
     * The events so far.
     *
     * @return in order
     */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * The events of one kind so far.
     *
     * @param kind the kind
     * @param <E> the kind
     * @return in order
     */
    public <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /**
     * Waits, bounded, for events of one kind.
     *
     * @param kind the kind
     * @param count how many at least
     * @param <E> the kind
     * @return those heard by then
     */
    public <E extends Event> List<E> await(Class<E> kind, int count) {
        Await.until(
                count + " " + kind.getSimpleName() + " events",
                () -> events(kind).size() >= count);
        return events(kind);
    }

    /**
     * How many messages were dropped for a reason so far.
     *
     * @param reason the reason
     * @return 0 or more
     */
    public int drops(DropReason reason) {
        return (int) events(Event.Dropped.class).stream()
                .filter(dropped -> dropped.reason() == reason)
                .count();
    }

    @Override
    public void callStarted(McpCall call) {
        events.add(new Event.CallStarted(call));
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        events.add(new Event.CallEnded(call, reply, nanos));
    }

    @Override
    public void sessionOpened(SessionKey session, String backend) {
        events.add(new Event.SessionOpened(session, backend));
    }

    @Override
    public void sessionClosed(SessionKey session, String backend) {
        events.add(new Event.SessionClosed(session, backend));
    }

    @Override
    public void dropped(String backend, DropReason reason) {
        events.add(new Event.Dropped(backend, reason));
    }
}
