package dev.trestle.mcp.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The connector of a server with {@link ResumingThreads}. Whoever makes a connection ready after an answer does not look whether the
 * next request has come: that is two reads in vain, or, if it has, a thread to be woken. The selector finds it anyway.
 */
public class ResumingConnector extends ServerConnector {

    /**
     * A connector that was not started.
     *
     * @param server the server, yet to be given it
     * @param acceptors as {@link ServerConnector} takes them
     * @param selectors likewise
     * @param factories likewise
     */
    public ResumingConnector(Server server, int acceptors, int selectors, ConnectionFactory... factories) {
        super(server, acceptors, selectors, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key)
            throws IOException {
        SocketChannelEndPoint made = new EndPoint(channel, selector, key, getScheduler());
        made.setIdleTimeout(getIdleTimeout());
        return made;
    }

    private static final class EndPoint extends SocketChannelEndPoint {

        private EndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        /** Nothing for now, if it is asked by whoever has just answered: what has come is still there when the selector looks. */
        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            return ResumingThreads.isResuming() ? 0 : super.fill(buffer);
        }
    }
}
