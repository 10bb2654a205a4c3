package dev.trestle.mcp.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection that stays the same, which an HTTP client does not promise. For answers of one segment. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    RawConnection(URI url) throws IOException {
        socket = new Socket(url.getHost(), url.getPort());
    }

    void send(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether anything comes within a time; what comes is not kept. */
    boolean hears(Duration within) throws IOException {
        socket.setSoTimeout((int) within.toMillis());
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    /** Head and body of an answer with a JSON object in it. */
    String answer() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("}") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** The first line of the answer to a request with one more header. */
    String status(String path, String header) throws IOException {
        send(path + " HTTP/1.1\r\n" + header + "\r\nX-Rest:");
        return firstLine();
    }

    /** The first line of the answer to a request for another host. */
    String statusAs(String host, String path, String header) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return firstLine();
    }

    private String firstLine() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read(); next >= 0 && next != '\r'; ) {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString();
    }

    String get(String path) throws IOException {
        send(path);
        return answer();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
