package dev.trestle.mcp.http.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.link.TestServer;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response.CompleteListener;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Attachable;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientMakerTest {

    private static final int CALLS = 50;

    private final TestServer server = new TestServer(asked -> asked.json("{}"));
    private final CountingScheduler scheduler = new CountingScheduler();

    private void call(int times, Duration pooled, Duration pause) throws Exception {
        Duration idle = Duration.ofMinutes(5);
        HttpClient client = ClientMaker.make(ConnectOptions.DEFAULT, idle, pooled, scheduler);
        client.start();
        try {
            for (int i = 0; i < times; i++) {
                client.newRequest(server.url("/"))
                        .idleTimeout(idle.toMillis(), TimeUnit.MILLISECONDS)
                        .send();
                Await.stays("nothing is asked", pause, () -> true);
            }
        } finally {
            client.stop();
        }
    }

    private long connections() {
        return server.asked().stream()
                .map(TestServer.Asked::connection)
                .distinct()
                .count();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callsOneAfterAnother_useOneConnectionAndSetNoTimerEach() throws Exception {
        call(CALLS, Duration.ofSeconds(30), Duration.ZERO);

        assertThat(connections()).isEqualTo(1);
        assertThat(scheduler.scheduled).hasValueLessThan(CALLS / 5);
    }

    @Test
    void connectionThatWasIdleForLong_isNotUsedAgain() throws Exception {
        call(2, Duration.ofMillis(300), Duration.ofMillis(400));

        assertThat(connections()).isEqualTo(2);
    }

    @Test
    void thousandsThatWereIdleForLong_areLeftOneAfterAnother() throws Exception {
        HttpClient client =
                ClientMaker.make(ConnectOptions.DEFAULT, Duration.ofMinutes(5), Duration.ofMillis(300), scheduler);
        client.start();
        try {
            HttpDestination destination =
                    (HttpDestination) client.resolveDestination(client.newRequest(server.url("/")));
            List<Idle> idle = new ArrayList<>();
            for (int i = 0; i < 4000; i++) {
                Idle connection = new Idle(destination);
                idle.add(connection);
                ConnectionPool pool = destination.getConnectionPool();
                assertThat(pool.accept(connection)).isTrue();
                assertThat(!pool.isActive(connection) || pool.release(connection))
                        .isTrue();
            }
            Await.stays("nothing is asked", Duration.ofMillis(400), () -> true);

            assertThat(client.newRequest(server.url("/")).send().getStatus()).isEqualTo(200);
            assertThat(idle).allMatch(Idle::isClosed);
        } finally {
            client.stop();
        }
    }

    @Test
    void http2ConnectionThatWasIdleForLong_isNotUsedAgain() throws Exception {
        try (Http2 http2 = new Http2(scheduler)) {
            http2.call();
            http2.call();
            assertThat(http2.ports).hasSize(1);
            Await.stays("nothing is asked", Duration.ofMillis(400), () -> true);
            http2.call();

            assertThat(http2.ports).hasSize(2);
        }
    }

    @Test
    void http2ConnectionThatCarriesARequest_isUsedOn() throws Exception {
        try (Http2 http2 = new Http2(scheduler)) {
            CompletableFuture<Void> slow = http2.slowCall();
            http2.call();
            Await.stays("nothing is asked", Duration.ofMillis(400), () -> true);
            http2.call();

            assertThat(http2.ports).hasSize(1);
            assertThat(slow).isNotDone();
        }
    }

    /** A connection in the pool that nobody uses; it is closed as Jetty closes its own. */
    private static final class Idle implements Connection, Attachable {
        private final HttpDestination destination;
        private @Nullable Object attachment;
        private boolean closed;

        private Idle(HttpDestination destination) {
            this.destination = destination;
        }

        @Override
        public void send(org.eclipse.jetty.client.Request request, @Nullable CompleteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                destination.remove(this);
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public @Nullable Object getAttachment() {
            return attachment;
        }

        @Override
        public void setAttachment(@Nullable Object attached) {
            attachment = attached;
        }
    }

    /** A server of HTTP/2 without TLS that answers all but {@code /slow}, and a client whose connections go stale soon. */
    private static final class Http2 implements AutoCloseable {
        private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
        private final CountDownLatch slowAsked = new CountDownLatch(1);
        private final Server server = new Server();
        private final ServerConnector connector =
                new ServerConnector(server, new HTTP2CServerConnectionFactory(new HttpConfiguration()));
        private final HttpClient client;

        private Http2(Scheduler scheduler) throws Exception {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    ports.add(Request.getRemotePort(request));
                    if (Request.getPathInContext(request).equals("/slow")) {
                        slowAsked.countDown();
                    } else {
                        callback.succeeded();
                    }
                    return true;
                }
            });
            server.start();
            client = ClientMaker.make(ConnectOptions.DEFAULT, Duration.ofMinutes(5), Duration.ofMillis(300), scheduler);
            client.start();
        }

        private org.eclipse.jetty.client.Request request(String path) {
            return client.newRequest("http://127.0.0.1:" + connector.getLocalPort() + path)
                    .version(HttpVersion.HTTP_2);
        }

        private void call() throws Exception {
            assertThat(request("/").send().getVersion()).isEqualTo(HttpVersion.HTTP_2);
        }

        /** A call that is not answered. */
        private CompletableFuture<Void> slowCall() throws InterruptedException {
            CompletableFuture<Void> over = new CompletableFuture<>();
            request("/slow").send(result -> over.complete(null));
            assertThat(slowAsked.await(10, TimeUnit.SECONDS)).isTrue();
            return over;
        }

        @Override
        public void close() throws Exception {
            client.stop();
            server.stop();
        }
    }

    private static final class CountingScheduler extends ScheduledExecutorScheduler {
        private final AtomicInteger scheduled = new AtomicInteger();

        private CountingScheduler() {
            super("test-timer", true);
        }

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.incrementAndGet();
            return super.schedule(task, delay, unit);
        }
    }
}
