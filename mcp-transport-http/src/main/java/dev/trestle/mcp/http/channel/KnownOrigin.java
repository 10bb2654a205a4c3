package dev.trestle.mcp.http.channel;

import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.jspecify.annotations.Nullable;

/**
 * The transport of a client whose requests differ in where they go and in nothing else that an origin is made of, such as a version.
 * It remembers the origin of the last one: to make it anew takes streams, lists and strings for each request.
 */
final class KnownOrigin extends HttpClientTransportDynamic {

    private volatile @Nullable Origin last;

    KnownOrigin(ClientConnector connector, ClientConnectionFactory.Info... protocols) {
        super(connector, protocols);
    }

    @Override
    public Origin newOrigin(Request request) {
        Origin known = last;
        if (known != null && isOf(known, request)) {
            return known;
        }
        Origin made = super.newOrigin(request);
        last = made;
        return made;
    }

    private static boolean isOf(Origin origin, Request request) {
        return origin.getAddress().getPort() == request.getPort()
                && origin.getAddress().getHost().equals(request.getHost())
                && origin.getScheme().equals(request.getScheme());
    }
}
