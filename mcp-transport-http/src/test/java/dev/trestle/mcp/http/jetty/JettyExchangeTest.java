package dev.trestle.mcp.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JettyExchangeTest {

    /** One thread may answer while another begins to watch the client. */
    @Test
    void clientOfAnExchangeThatIsOver_cannotGoAway() throws Exception {
        CompletableFuture<JettyExchange> answered = new CompletableFuture<>();
        AtomicInteger gone = new AtomicInteger();
        Server server = serve(
                new Server(),
                exchange -> exchange.write(ByteBuffer.wrap(new byte[] {'x'}), true)
                        .thenRun(() -> answered.complete(exchange)));
        try {
            String body = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(server.getURI()).build(), BodyHandlers.ofString())
                    .body();
            assertThat(body).isEqualTo("x");

            Await.value("the exchange", answered).onClose(gone::incrementAndGet);
        } finally {
            server.stop();
        }
        assertThat(gone).hasValue(0);
    }

    /** Whoever refuses a body has read a part of it at most; the buffer with the rest goes back to Jetty. */
    @ParameterizedTest
    @ValueSource(strings = {"answer", "write", "abort"})
    void bodyThatIsNotReadToItsEnd_keepsNoBuffer(String end) throws Exception {
        ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Server server = serve(new Server(null, null, pool), exchange -> {
            try {
                read.complete(exchange.read(new byte[3], 0, 3));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
            ByteBuffer said = ByteBuffer.wrap(new byte[] {'x'});
            switch (end) {
                case "answer" -> exchange.answer(413, Map.of(), said);
                case "write" -> exchange.write(said, true);
                default -> exchange.abort();
            }
        });
        try (Socket socket = new Socket("127.0.0.1", server.getURI().getPort())) {
            socket.setSoTimeout(10_000);
            String request = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(Await.value("the beginning", read)).isEqualTo(3);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } finally {
            server.stop();
        }
        assertThat(pool.getLeaks()).isEmpty();
    }

    private static Server serve(Server server, Consumer<JettyExchange> edge) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                edge.accept(new JettyExchange("/", request, response, callback, new DirectBuffers()));
                return true;
            }
        });
        server.start();
        return server;
    }
}
