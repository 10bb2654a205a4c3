package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.GatewayListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a listener throws away from the calls that it hears of.
 *
 * @param listener the user's listener
 */
record GuardedListener(GatewayListener listener) implements GatewayListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    @Override
    public void callStarted(McpCall call) {
        guard(() -> listener.callStarted(call));
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        guard(() -> listener.callEnded(call, reply, nanos));
    }

    @Override
    public void sessionOpened(SessionKey session, String backend) {
        guard(() -> listener.sessionOpened(session, backend));
    }

    @Override
    public void sessionClosed(SessionKey session, String backend) {
        guard(() -> listener.sessionClosed(session, backend));
    }

    @Override
    public void dropped(String backend, DropReason reason) {
        guard(() -> listener.dropped(backend, reason));
    }

    private static void guard(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("A gateway listener threw", e);
        }
    }
}
