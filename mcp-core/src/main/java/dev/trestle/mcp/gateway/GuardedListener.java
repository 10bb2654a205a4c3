package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.GatewayListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several listeners, and keeps what one throws away from the others and from the calls that it hears of.
 *
 * @param listeners the users' listeners, told in order
 * @param defaultView the backend that sessions mean which were opened without a name
 */
record GuardedListener(List<GatewayListener> listeners, String defaultView) implements GatewayListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    @Override
    public void callStarted(McpCall call) {
        tell(listener -> listener.callStarted(call));
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        tell(listener -> listener.callEnded(call, reply, nanos));
    }

    @Override
    public void sessionOpened(SessionKey session, String backend) {
        tell(listener -> listener.sessionOpened(session, backend));
    }

    @Override
    public void sessionClosed(SessionKey session, String backend) {
        tell(listener -> listener.sessionClosed(session, backend));
    }

    /** The one place where a session without a name, whoever tells of it, gets that of its server. */
    @Override
    public void dropped(String backend, DropReason reason) {
        String name = backend.isEmpty() ? defaultView : backend;
        tell(listener -> listener.dropped(name, reason));
    }

    private void tell(Consumer<GatewayListener> event) {
        for (GatewayListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("A gateway listener threw", e);
            }
        }
    }
}
