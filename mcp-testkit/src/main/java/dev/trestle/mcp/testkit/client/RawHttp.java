package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.testkit.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 by hand, for what HTTP clients refuse to send: another Host, a broken request line, half a body. */
public final class RawHttp {

    private static final int READ_TIMEOUT_MILLIS = 10_000;
    private static final int PIECE = 8192;

    private RawHttp() {}

    /**
     * Sends bytes on a connection of their own and reads the answer until the server closes, so ask for
     * {@code Connection: close}.
     *
     * @param server scheme, host and port; the rest is not looked at
     * @param request the whole request, lines ended by CRLF
     * @return the answer; its body is not decoded if it is chunked
     */
    public static RawReply exchange(URI server, String request) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            write(socket, request.getBytes(StandardCharsets.UTF_8));
            return parse(readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to a raw request to " + server, e);
        }
    }

    /** Until an answer comes: a server that has refused a request reads no more of it, and soon resets the connection. */
    private static void write(Socket socket, byte[] request) throws IOException {
        for (int at = 0; at < request.length && socket.getInputStream().available() == 0; at += PIECE) {
            try {
                socket.getOutputStream().write(request, at, Math.min(PIECE, request.length - at));
            } catch (IOException e) {
                // What was answered before may still be read.
                return;
            }
        }
    }

    /**
     * A request to be changed by hand.
     *
     * @param method the HTTP method
     * @param path the path
     * @param headers the headers, {@code Host} among them
     * @param body the body
     * @return the request, which asks to close the connection
     */
    public static String request(String method, String path, Map<String, String> headers, String body) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("Connection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    /** A reset after the answer is an end as well: the server need not read what it does not want. */
    private static String readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                all.write(piece, 0, read);
            }
        } catch (IOException e) {
            if (all.size() == 0) {
                throw e;
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static RawReply parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        String[] head = answer.substring(0, end < 0 ? answer.length() : end).split("\r\n", -1);
        String[] statusLine = head[0].split(" ", -1);
        if (statusLine.length < 2 || !statusLine[1].matches("[0-9]{3}")) {
            throw new AssertionError("no HTTP answer: " + head[0]);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.computeIfAbsent(head[i].substring(0, colon), name -> new ArrayList<>())
                    .add(head[i].substring(colon + 1).strip());
        }
        String body = end < 0 ? "" : answer.substring(end + 4);
        boolean json = body.startsWith("{");
        return new RawReply(
                Integer.parseInt(statusLine[1]),
                headers,
                body,
                List.of(),
                json ? List.of(Json.parse(body)) : List.of());
    }
}
