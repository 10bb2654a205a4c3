package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server, or a proxy before it, that says that the answer will come before it comes (RFC 9110, 15.2). */
class InterimAnswersTest {

    private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}";

    private final Channels channels = new Channels();
    private final Recorder recorder = new Recorder();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = listen();
    private volatile String interim = "";

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve() {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    threads.execute(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
                answer(head, body, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private void answer(String head, String body, OutputStream out) throws IOException {
        String answer;
        if (head.startsWith("GET")) {
            answer = interim + "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + NOTE + "\n\n";
        } else if (body.contains("\"id\":")) {
            String result = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\"}}";
            answer = interim + "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + result.length()
                    + "\r\n\r\n" + result;
        } else {
            answer = interim + "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
        }
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.shutdownNow();
        channels.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 199 Whatever\r\n\r\n",
            })
    void interimAnswer_isNoAnswer(String first) {
        interim = first;
        serve();
        SessionLink link = new SessionLink(
                "test",
                channels.to(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/mcp")),
                HttpLinkOptions.DEFAULT,
                SessionLink.Fallback.NONE);
        link.open(recorder);
        link.send(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}"));
        recorder.awaitMessages(1);
        Await.value(
                "accepted", link.send(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")));

        assertThat(recorder.awaitMessages(2)).last().isEqualTo("-<-" + NOTE);
        assertThat(recorder.failures).isEmpty();
        link.close(Duration.ZERO);
    }
}
