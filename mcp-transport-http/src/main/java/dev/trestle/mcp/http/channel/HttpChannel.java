package dev.trestle.mcp.http.channel;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The way of one link to its server: its share in the client, what goes with every request, and the bounds. Thread-safe. */
public final class HttpChannel implements AutoCloseable {

    private final URI url;
    private final List<HttpField> headers;
    private final ChannelOptions options;
    private final Breaker breaker;
    private final Problems problems;
    private final SharedClients.Lease lease;
    private final ScheduledExecutorService scheduler;

    /**
     * Opens nothing yet.
     *
     * @param server which server, and what is sent to it always
     * @param options the bounds of a request
     * @param breaker the server's, shared by all channels to it
     * @param lease a share in the client, given back when the channel is closed
     * @param scheduler for retries
     */
    public HttpChannel(
            Server server,
            ChannelOptions options,
            Breaker breaker,
            SharedClients.Lease lease,
            ScheduledExecutorService scheduler) {
        this.url = server.url();
        this.headers = always(server);
        this.problems = new Problems(server.backend(), server.url());
        this.options = options;
        this.breaker = breaker;
        this.lease = lease;
        this.scheduler = scheduler;
    }

    /**
     * A server.
     *
     * @param backend its name in the gateway
     * @param url where it is
     * @param headers what is sent with every request to it
     */
    public record Server(String backend, URI url, SecretHeaders headers) {}

    /**
     * Where the server is.
     *
     * @return its URL
     */
    public URI url() {
        return url;
    }

    /**
     * How to speak of what goes wrong with it.
     *
     * @return always the same
     */
    public Problems problems() {
        return problems;
    }

    /**
     * The client's threads.
     *
     * @return see {@link SharedClients.Lease#executor}
     */
    public Executor executor() {
        return lease.executor();
    }

    /**
     * For what has to wait.
     *
     * @return the gateway's
     */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /**
     * Sends a request. Never blocks and never throws.
     *
     * @param request to the server's own origin
     * @param answer hears what comes of it
     * @param place gets what to cancel it by, before it is sent
     */
    public void send(Outbound request, HttpAnswer answer, CallPlace place) {
        Breaker.Pass pass = breaker.enter();
        if (pass == null) {
            answer.broken(problems.resting(breaker.remaining()), false);
            return;
        }
        HttpCall call = new HttpCall(this, answer, pass);
        if (place.take(call)) {
            call.start(request);
        } else {
            pass.release();
        }
    }

    /** What goes with every request. */
    List<HttpField> headers() {
        return headers;
    }

    private static List<HttpField> always(Server server) {
        HttpFields.Mutable fields = HttpFields.build();
        server.headers().values().forEach(fields::put);
        URI url = server.url();
        if ("http".equalsIgnoreCase(url.getScheme())) {
            // In HTTP/1.1, which this is; else a URI is built and taken apart again for it with each request.
            fields.add(new PreEncodedHttpField(HttpHeader.HOST, host(url)));
        }
        return fields.stream().toList();
    }

    private static String host(URI url) {
        return url.getPort() < 0 || url.getPort() == 80 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    ChannelOptions options() {
        return options;
    }

    Breaker breaker() {
        return breaker;
    }

    SharedClients.Lease lease() {
        return lease;
    }

    /** Gives the share in the client back. What is under way may break. */
    @Override
    public void close() {
        lease.close();
    }
}
