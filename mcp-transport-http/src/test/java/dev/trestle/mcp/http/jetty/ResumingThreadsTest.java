package dev.trestle.mcp.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResumingThreadsTest {

    private static final int CALLS = 50;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final BlockingQueue<JettyExchange> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> handling = new LinkedBlockingQueue<>();
    private final AtomicInteger woken = new AtomicInteger();
    private Server server;
    private Socket client;

    /** Every job that a thread of the pool was woken for. */
    private final class Counted extends ResumingThreads {
        Counted() {
            super(8, 4);
        }

        @Override
        protected void runJob(Runnable job) {
            woken.incrementAndGet();
            super.runJob(job);
        }
    }

    private void serve(Invocable.InvocationType type) throws Exception {
        server = new Server(new Counted());
        ServerConnector connector = new ResumingConnector(server, 0, 1, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(ResumingThreads.handing(new Handler.Abstract(type) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                JettyExchange exchange = new JettyExchange("/", request, response, callback, new DirectBuffers());
                handling.add(Thread.currentThread());
                asked.add(exchange);
                return true;
            }
        }));
        server.start();
        client = new Socket("127.0.0.1", connector.getLocalPort());
        client.setSoTimeout(10_000);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.stop();
    }

    private void ask() throws IOException {
        client.getOutputStream().write(REQUEST);
    }

    private JettyExchange next() throws InterruptedException {
        JettyExchange next = asked.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a request within 10 s").isNotNull();
        return next;
    }

    /** On the thread of the test, which is none of Jetty's. */
    private static void answer(JettyExchange exchange) {
        Await.value(
                "the write",
                exchange.write(ByteBuffer.wrap(new byte[] {'x'}), true).toCompletableFuture());
    }

    private void readAnswer() throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith("\r\n\r\nx")) {
            int next = in.read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
        assertThat(read).startsWith("HTTP/1.1 200");
    }

    @Test
    void answerOfAnotherThread_wakesNoThreadToMakeTheConnectionReady() throws Exception {
        serve(Invocable.InvocationType.NON_BLOCKING);
        ask();
        answer(next());
        readAnswer();
        int before = woken.get();

        for (int call = 0; call < CALLS; call++) {
            ask();
            answer(next());
            readAnswer();
        }

        // A selector may be taken over by another thread now and then.
        assertThat(woken.get() - before).isLessThan(CALLS / 5);
    }

    @Test
    void requestThatIsThereWhenTheOneBeforeIsAnswered_wakesNoThreadEither() throws Exception {
        serve(Invocable.InvocationType.NON_BLOCKING);
        ask();
        JettyExchange asked = next();
        int before = woken.get();

        for (int call = 0; call < CALLS; call++) {
            ask();
            answer(asked);
            readAnswer();
            asked = next();
        }

        assertThat(woken.get() - before).isLessThan(CALLS / 5);
        assertThat(handling).doesNotContain(Thread.currentThread());
    }

    @Test
    void serverThatMayBlock_isLeftToItsThreads() throws Exception {
        serve(Invocable.InvocationType.BLOCKING);
        for (int call = 0; call < CALLS; call++) {
            ask();
            ask();
            answer(next());
            readAnswer();
            answer(next());
            readAnswer();
        }

        assertThat(handling).hasSize(2 * CALLS).doesNotContain(Thread.currentThread());
    }
}
