package dev.trestle.mcp.http.channel;

import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes a client: HTTP/1.1, and HTTP/2 where TLS finds that the server has it. */
final class ClientMaker {

    private static final int MAX_THREADS = 64;
    private static final int MIN_THREADS = 4;
    private static final Duration THREAD_IDLE = Duration.ofSeconds(30);
    private static final Duration POOLED_IDLE = Duration.ofSeconds(30);

    private ClientMaker() {}

    /**
     * Makes one that was not started.
     *
     * @param how the way to connect
     * @param idle how long a connection may bring no byte if a request does not say otherwise. All that use the client say the
     *     same, since a timer would have to be set twice for each request that differs from its connection
     */
    static HttpClient make(ConnectOptions how, Duration idle) {
        return make(how, idle, POOLED_IDLE, new ScheduledExecutorScheduler("trestle-http-client-timer", true));
    }

    static HttpClient make(ConnectOptions how, Duration idle, Duration pooled, Scheduler scheduler) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, (int) THREAD_IDLE.toMillis());
        threads.setName("trestle-http-client");
        threads.setDaemon(true);
        KnownOrigin transport = transport(how, threads, scheduler);
        transport.setConnectionPoolFactory(
                destination -> new FreshConnections(destination, how.maxConnections(), pooled));
        HttpClient client = new HttpClient(transport);
        client.setExecutor(threads);
        client.setScheduler(scheduler);
        client.setConnectTimeout(how.connectTimeout().toMillis());
        // Without a bound for answers, connections that nobody uses have one all the same.
        client.setIdleTimeout((idle.isZero() ? pooled : idle).toMillis());
        client.setDestinationIdleTimeout(2 * pooled.toMillis());
        client.setMaxConnectionsPerDestination(how.maxConnections());
        client.setFollowRedirects(false);
        client.setUserAgentField(null);
        // A cookie of one session must not be sent with another.
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        URI proxy = how.proxy();
        if (proxy != null) {
            client.getProxyConfiguration().addProxy(new HttpProxy(proxy.getHost(), proxy.getPort()));
        }
        return client;
    }

    private static KnownOrigin transport(ConnectOptions how, QueuedThreadPool threads, Scheduler scheduler) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        if (how.tls() != null) {
            tls.setSslContext(how.tls());
        }
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        connector.setScheduler(scheduler);
        connector.setSslContextFactory(tls);
        KnownOrigin transport = new KnownOrigin(
                connector,
                HttpClientConnectionFactory.HTTP11,
                new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)));
        // What is told of an answer never blocks, so the thread that selects reads it and wakes no other.
        // A trust manager of somebody's own might block.
        if (how.tls() == null) {
            transport.setInvocationType(InvocationType.NON_BLOCKING);
        }
        return transport;
    }
}
