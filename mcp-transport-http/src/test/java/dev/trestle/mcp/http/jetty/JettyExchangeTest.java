package dev.trestle.mcp.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class JettyExchangeTest {

    /** One thread may answer while another begins to watch the client. */
    @Test
    void clientOfAnExchangeThatIsOver_cannotGoAway() throws Exception {
        CompletableFuture<JettyExchange> answered = new CompletableFuture<>();
        AtomicInteger gone = new AtomicInteger();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                JettyExchange exchange = new JettyExchange("/", request, response, callback, new DirectBuffers());
                exchange.write(ByteBuffer.wrap(new byte[] {'x'}), true).thenRun(() -> answered.complete(exchange));
                return true;
            }
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
            String body = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            assertThat(body).isEqualTo("x");

            Await.value("the exchange", answered).onClose(gone::incrementAndGet);
        } finally {
            server.stop();
        }
        assertThat(gone).hasValue(0);
    }
}
