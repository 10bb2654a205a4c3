package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.AnswerReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** One client on one connection that has texts echoed by a tool, and compares what comes back. Not thread-safe; blocks. */
final class Caller implements AutoCloseable {

    private static final int SHOWN = 200;
    private static final byte[] END = Requests.bytes("\"}}}");

    private final CallSocket socket;
    private final String path;
    private final Map<String, String> headers;
    private long calls;

    private Caller(CallSocket socket, String path, Map<String, String> headers) {
        this.socket = socket;
        this.path = path;
        this.headers = headers;
    }

    /** With a session at the gateway. */
    static Caller ofGateway(InetSocketAddress server) throws IOException {
        CallSocket socket = CallSocket.open(server, Clients.local(0));
        return new Caller(socket, Requests.PATH, Requests.inSession(Clients.openOn(socket)));
    }

    /** At the bare servlet, which has a child for each connection. */
    static Caller ofPipe(InetSocketAddress server) throws IOException {
        return new Caller(CallSocket.open(server, Clients.local(0)), "/each", Map.of());
    }

    /**
     * Has a text echoed, which needs no escapes.
     *
     * @throws IOException if there is no result
     * @throws IllegalStateException if there is a wrong one, which no lack of memory excuses
     */
    void echo(byte[] text) throws IOException {
        long id = ++calls;
        byte[] begin = Requests.bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"");
        byte[] request = Arrays.copyOf(begin, begin.length + text.length + END.length);
        System.arraycopy(text, 0, request, begin.length, text.length);
        System.arraycopy(END, 0, request, begin.length + text.length, END.length);
        CallSocket.Answer answer = socket.post(path, headers, request);
        if (answer.status() != 200 || !AnswerReader.hasText(answer.body(), Long.toString(id), text)) {
            byte[] body = answer.body();
            String said = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
            String why = "not what was sent, but " + answer.status() + " with " + body.length + " bytes: " + said;
            if (AnswerReader.isResult(body)) {
                throw new IllegalStateException(why);
            }
            throw new IOException(why);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
