package dev.trestle.mcp.http.channel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, none of which is used again after nobody used it for long: the server, or what is between, may have
 * forgotten it. That is looked at when one is wanted, because a timer that is set anew after each answer costs more. One that
 * carries requests is used on, however long they take.
 */
final class FreshConnections extends MultiplexConnectionPool {

    private final long mostNanos;
    private final Map<Connection, Use> uses = new ConcurrentHashMap<>();

    FreshConnections(Destination destination, int maxConnections, Duration most) {
        super(destination, maxConnections, 1);
        this.mostNanos = most.toNanos();
    }

    @Override
    protected void onCreated(Connection connection) {
        uses.put(connection, new Use());
    }

    @Override
    protected @Nullable Connection activate() {
        while (true) {
            Connection connection = super.activate();
            Use use = connection == null ? null : uses.get(connection);
            if (connection == null || use == null || use.begin(mostNanos)) {
                return connection;
            }
            // Out of the pool first: to close one that is in it asks for the next, each within the one before.
            // If somebody else has it too, it is closed after him.
            if (remove(connection)) {
                connection.close();
            }
        }
    }

    @Override
    protected boolean deactivate(Connection connection) {
        Use use = uses.get(connection);
        if (use != null) {
            use.end();
        }
        return super.deactivate(connection);
    }

    @Override
    public boolean remove(Connection connection) {
        uses.remove(connection);
        return super.remove(connection);
    }

    /** How a connection is used: by how many requests, and if by none, since when. Thread-safe. */
    private static final class Use {
        private int requests;
        private long since = System.nanoTime();

        /** Adds a request, unless nobody used it for as long as that. */
        private synchronized boolean begin(long mostNanos) {
            if (requests == 0 && System.nanoTime() - since >= mostNanos) {
                return false;
            }
            requests++;
            return true;
        }

        private synchronized void end() {
            requests = Math.max(0, requests - 1);
            since = System.nanoTime();
        }
    }
}
