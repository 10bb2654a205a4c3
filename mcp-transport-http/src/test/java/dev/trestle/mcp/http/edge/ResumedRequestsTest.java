package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.edge.FakeBackend.Held;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.jetty.ResumingThreads;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.Authenticator;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Requests that wait in the connection already while the one before them is answered by a thread that is none of Jetty's. */
class ResumedRequestsTest extends HttpMountFixture {

    private static final int CALLS = 20;

    private final Set<Thread> seen = ConcurrentHashMap.newKeySet();
    private int port;

    /** One that reads when its connections are made ready. */
    ServerConnector connector(Server server) {
        return new ServerConnector(server, 1, 1);
    }

    @Override
    Caller mount(McpEndpoint mounted) throws Exception {
        Server server = new Server(new ResumingThreads(8, 4));
        ServerConnector connector = connector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Handler other = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                boolean mine = Request.getPathInContext(request).equals("/other");
                if (mine) {
                    seen.add(Thread.currentThread());
                    // Jetty 12.1.14 may complete a request twice if it has to make the last write itself (its issue
                    // 14745).
                    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
                }
                return mine;
            }
        };
        server.setHandler(ResumingThreads.handing(new Handler.Sequence(other, new JettyHandler(mounted))));
        server.start();
        port = connector.getLocalPort();
        return new SocketCaller(port, server::stop);
    }

    @Test
    void requestThatWaits_isNotHandledByWhoeverAnsweredTheOneBefore() throws Exception {
        serve(
                HttpOptions.builder(),
                builder -> builder.authenticator(request -> {
                    seen.add(Thread.currentThread());
                    return Authenticator.NONE.authenticate(request);
                }));
        String session = open();
        StringBuilder pipelined = new StringBuilder();
        for (int call = 1; call <= CALLS; call++) {
            String body = callBody(call, "hold");
            pipelined
                    .append("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
                    .append("Accept: application/json, text/event-stream\r\n")
                    .append(SESSION + ": " + session + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .append("GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3))
                    .append("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(pipelined.toString().getBytes(StandardCharsets.US_ASCII));
            for (int call = 1; call <= CALLS; call++) {
                Held held = backend.nextHeld();
                held.answer("answer " + call + "!");
                readUntil(socket.getInputStream(), "answer " + call + "!\"}}");
            }
        }

        assertThat(seen).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    private static void readUntil(InputStream in, String end) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
    }
}
