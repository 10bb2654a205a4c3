package dev.trestle.mcp.http.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.HttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP clients of this JVM: one for each way to connect and to wait. A client starts with its first user and stops with its last, so
 * that a gateway without remote backends has none of its threads.
 */
public final class SharedClients {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);
    private static final Map<Kind, Shared> CLIENTS = new HashMap<>();

    private SharedClients() {}

    /**
     * Borrows the client for a way to connect. May block, while it starts.
     *
     * @param how the way to connect
     * @param options of the requests that it is for
     * @return a share in it, to be closed
     * @throws IOException if it cannot be started
     */
    public static Lease lease(ConnectOptions how, ChannelOptions options) throws IOException {
        Kind kind = new Kind(how, options.idleTimeout());
        Lease lease;
        synchronized (CLIENTS) {
            Shared shared = CLIENTS.computeIfAbsent(kind, Shared::new);
            shared.users++;
            lease = new Lease(shared);
        }
        try {
            lease.shared.start();
            return lease;
        } catch (Exception e) {
            lease.close();
            throw new IOException("the HTTP client could not be started", e);
        }
    }

    /** What those that share a client have alike. */
    private record Kind(ConnectOptions how, Duration idle) {}

    private static final class Shared {
        private final Kind kind;
        private final HttpClient client;
        private int users;

        private Shared(Kind kind) {
            this.kind = kind;
            this.client = ClientMaker.make(kind.how, kind.idle);
        }

        private synchronized void start() throws Exception {
            if (client.isStarted()) {
                return;
            }
            client.start();
            // What a status means is decided by the links, not by handlers that log in or follow.
            client.getProtocolHandlers().clear();
            client.getProtocolHandlers().put(new InterimAnswers());
            client.getContentDecoderFactories().clear();
        }

        private void stop() {
            try {
                client.stop();
            } catch (Exception e) {
                LOG.warn("The HTTP client did not stop", e);
            }
        }
    }

    /** A share in a client. Thread-safe. */
    public static final class Lease implements AutoCloseable {
        private final Shared shared;
        private final AtomicBoolean returned = new AtomicBoolean();

        private Lease(Shared shared) {
            this.shared = shared;
        }

        HttpClient client() {
            return shared.client;
        }

        /**
         * The client's threads, for handing on what came.
         *
         * @return refuses when the client has stopped
         */
        public Executor executor() {
            return shared.client.getExecutor();
        }

        /** Gives the share back; the last one stops the client, without waiting for that. */
        @Override
        public void close() {
            if (!returned.compareAndSet(false, true)) {
                return;
            }
            synchronized (CLIENTS) {
                if (--shared.users > 0) {
                    return;
                }
                CLIENTS.remove(shared.kind);
            }
            Thread stopper = new Thread(shared::stop, "trestle-http-client-stop");
            stopper.setDaemon(true);
            stopper.start();
        }
    }
}
