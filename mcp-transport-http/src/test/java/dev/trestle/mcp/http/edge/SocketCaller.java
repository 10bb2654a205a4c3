package dev.trestle.mcp.http.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP/1.1 over a socket of its own per exchange, so that every byte and every cut is in the test's hand. */
final class SocketCaller implements Caller {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;
    private final AutoCloseable server;

    SocketCaller(int port, AutoCloseable server) {
        this.port = port;
        this.server = server;
    }

    int port() {
        return port;
    }

    @Override
    public CallerExchange open(String method, String path, Map<String, String> headers, long declared) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            if (!headers.containsKey("Host")) {
                head.append("Host: 127.0.0.1:").append(port).append("\r\n");
            }
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            if (declared >= 0) {
                head.append("Content-Length: ").append(declared).append("\r\n");
            } else if (declared == -1) {
                head.append("Transfer-Encoding: chunked\r\n");
            }
            socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            return new SocketExchange(socket, declared == -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class SocketExchange extends CallerExchange {
        private final Socket socket;
        private final boolean chunked;
        private final InputStream in;

        SocketExchange(Socket socket, boolean chunked) throws IOException {
            this.socket = socket;
            this.chunked = chunked;
            this.in = new BufferedInputStream(socket.getInputStream(), 1024);
        }

        @Override
        void write(byte[] part) {
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                if (chunked) {
                    out.writeBytes((Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                out.writeBytes(part);
                if (chunked) {
                    out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.writeTo(socket.getOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void endBody() {
            if (chunked) {
                try {
                    socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        Head awaitHead() throws IOException {
            String[] status = headLine().split(" ", 3);
            Map<String, String> headers = new TreeMap<>();
            for (String line = headLine(); !line.isEmpty(); line = headLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            if (status[1].equals("100")) {
                return awaitHead();
            }
            InputStream body = "chunked".equals(headers.get("transfer-encoding"))
                    ? new Chunks(in)
                    : new Limited(in, Long.parseLong(headers.getOrDefault("content-length", unframed(status[1]))));
            return new Head(Integer.parseInt(status[1]), headers, new BufferedInputStream(body, 4096));
        }

        private static String unframed(String status) {
            return status.equals("204") ? "0" : Long.toString(Long.MAX_VALUE);
        }

        private String headLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended before the head, after: " + line);
                }
                line.append((char) b);
            }
            return line.substring(0, line.length() - 1);
        }

        @Override
        public void close() {
            try {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A body of a known length. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int read = left == 0 ? -1 : in.read();
            left -= read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = left == 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }

    /** A chunked body. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean begun;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                if (begun) {
                    line();
                }
                begun = true;
                left = Integer.parseInt(line(), 16);
                if (left == 0) {
                    line();
                    ended = true;
                }
            }
            if (ended) {
                return -1;
            }
            int read = in.read(target, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= read;
            return read;
        }

        /** Of the chunk that was begun. */
        @Override
        public int available() throws IOException {
            return Math.min(left, in.available());
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended between chunks");
                }
                line.append((char) b);
            }
            return line.toString().trim();
        }
    }
}
