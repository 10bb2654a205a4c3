package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mount over sockets must do besides: a connection is used again only if both sides know that it can be. */
abstract class SocketMountContract extends HttpMountContract {

    /** Tomcat reads 2 MiB by itself before it gives up. */
    private static final int LONG = 3 << 20;

    private static final int BEGINNING = 64 << 10;

    private static final String TYPES =
            "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    405 | PUT    | Host: localhost
                    415 | POST   | Host: localhost,Accept: */*,Content-Type: text/plain
                    406 | POST   | Host: localhost,Content-Type: application/json,Accept: text/html
                    403 | POST   | Host: evil.example
                    403 | POST   | Host: localhost,Origin: http://evil.example
                    404 | DELETE | Host: localhost,Mcp-Session-Id: nope""")
    void refusedBody_leavesTheConnectionUsableOrSaysThatItEnds(int status, String method, String headers)
            throws Exception {
        String head = head(method, headers.replace(",", "\r\n") + "\r\n");
        try (Connection connection = connect()) {
            connection.send(head, LONG, BEGINNING);
            assertThat(connection.answer()).isEqualTo(status + " close");
            assertThat(connection.isOver()).isTrue();
        }
        try (Connection connection = connect()) {
            for (int i = 0; i < 3; i++) {
                connection.send(head, 500, 500);
                assertThat(connection.answer()).isEqualTo(status + " null");
            }
        }
    }

    @Test
    void deletedSessionWithALongBody_saysThatTheConnectionEnds() throws Exception {
        String session = open();
        try (Connection connection = connect()) {
            connection.send(head("DELETE", "Host: localhost\r\n" + SESSION + ": " + session + "\r\n"), LONG, BEGINNING);
            assertThat(connection.answer()).isEqualTo("204 close");
            assertThat(connection.isOver()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LONG, -1})
    void bodyOverMaxBodyByFar_saysThatTheConnectionEnds(int declared) throws Exception {
        serve(HttpOptions.builder().maxBody(1000), UnaryOperator.identity());
        try (Connection connection = connect()) {
            connection.send(head("POST", "Host: localhost\r\n" + TYPES), declared, BEGINNING);
            assertThat(connection.answer()).isEqualTo("413 close");
            assertThat(connection.isOver()).isTrue();
        }
    }

    private static String head(String method, String headers) {
        return method + " /mcp HTTP/1.1\r\n" + headers;
    }

    private Connection connect() throws IOException {
        return new Connection(((SocketCaller) client).port());
    }

    /** A client that sends one request after the other. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            this.socket = new Socket("127.0.0.1", port);
            this.in = new BufferedInputStream(socket.getInputStream());
            socket.setSoTimeout(10_000);
        }

        /** A negative length is one that is not said. */
        void send(String head, int declared, int sent) throws IOException {
            String framing = declared >= 0
                    ? "Content-Length: " + declared + "\r\n\r\n"
                    : "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(LONG) + "\r\n";
            String request = head + framing + "x".repeat(sent);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        /** Status and header Connection. */
        String answer() throws IOException {
            String status = line().split(" ")[1];
            String connection = null;
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                String header = line.toLowerCase(Locale.ROOT);
                String value = header.substring(header.indexOf(':') + 1).trim();
                connection = header.startsWith("connection:") ? value : connection;
                length = header.startsWith("content-length:") ? Integer.parseInt(value) : length;
            }
            assertThat(in.readNBytes(length)).hasSize(length);
            return status + " " + connection;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                assertThat(next).as("after " + line).isNotNegative();
                line.append((char) next);
            }
            return line.toString().trim();
        }

        boolean isOver() throws IOException {
            try {
                return in.read() < 0;
            } catch (SocketException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
