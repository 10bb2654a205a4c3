package dev.trestle.mcp.http.channel;

import java.time.Duration;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, none of which is used again after it was idle for long: the server, or what is between, may have
 * forgotten it. That is looked at when one is wanted, because a timer that is set anew after each answer costs more.
 */
final class FreshConnections extends MultiplexConnectionPool {

    private final long mostMillis;

    FreshConnections(Destination destination, int maxConnections, Duration most) {
        super(destination, maxConnections, 1);
        this.mostMillis = most.toMillis();
    }

    @Override
    protected @Nullable Connection activate() {
        Connection connection = super.activate();
        while (connection != null && isStale(connection)) {
            connection.close();
            connection = super.activate();
        }
        return connection;
    }

    /** Only a connection that carries one request at a time is surely unused now. */
    private boolean isStale(Connection connection) {
        if (!(connection instanceof org.eclipse.jetty.io.Connection io)) {
            return false;
        }
        EndPoint end = io.getEndPoint();
        while (end instanceof EndPoint.Wrapper wrapper) {
            end = wrapper.unwrap();
        }
        return end instanceof IdleTimeout idle && idle.getIdleFor() >= mostMillis;
    }
}
