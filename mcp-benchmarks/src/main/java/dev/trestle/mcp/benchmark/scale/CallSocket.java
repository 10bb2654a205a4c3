package dev.trestle.mcp.benchmark.scale;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection that is kept open, for one request after the other. Not thread-safe; blocks. */
final class CallSocket implements AutoCloseable {

    private static final int BUFFER = 64 << 10;
    private static final int PATIENCE_MILLIS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private CallSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
    }

    /** An answer. */
    static final class Answer {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        private Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** By name in lower case. */
        Map<String, String> headers() {
            return headers;
        }

        /** All of it; nobody changes it. */
        byte[] body() {
            return body;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Connects from one of the machine's own addresses. */
    static CallSocket open(InetSocketAddress server, InetAddress local) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(local, 0));
        socket.connect(server);
        return new CallSocket(socket);
    }

    /** Posts, and waits for the whole answer. */
    Answer post(Map<String, String> headers, byte[] body) throws IOException {
        return post(Requests.PATH, headers, body);
    }

    /** Posts to a path. */
    Answer post(String path, Map<String, String> headers, byte[] body) throws IOException {
        return exchange(Requests.head("POST", path, headers, body.length), body);
    }

    private Answer exchange(byte[] head, byte[] body) throws IOException {
        if (head.length + body.length <= BUFFER) {
            byte[] whole = new byte[head.length + body.length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            out.write(whole);
        } else {
            out.write(head);
            out.write(body);
        }
        out.flush();
        return read();
    }

    private Answer read() throws IOException {
        String first = line();
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int status = Integer.parseInt(first.substring(9, 12));
        String length = headers.get("content-length");
        byte[] body = length != null
                ? exactly(Integer.parseInt(length))
                : "chunked".equals(headers.get("transfer-encoding")) ? chunks() : new byte[0];
        return new Answer(status, headers, body);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(exactly(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer broke off after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed after \"" + line + '"');
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
