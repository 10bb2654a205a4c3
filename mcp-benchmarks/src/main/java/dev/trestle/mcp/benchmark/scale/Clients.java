package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.AnswerReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients of one server. They come from several loopback addresses, as its limit of sessions for each address is the
 * default one; their answers are checked.
 */
final class Clients implements AutoCloseable {

    /** Fewer than {@code maxSessionsPerAddress}. */
    private static final int PER_ADDRESS = 250;

    private final InetSocketAddress server;
    private final List<String> sessions = new ArrayList<>();
    private final CallSocket control;
    private long calls;

    private Clients(InetSocketAddress server) throws IOException {
        this.server = server;
        this.control = CallSocket.open(server, local(0));
    }

    static Clients of(Watched process) throws IOException {
        return new Clients(process.address());
    }

    /** The address that the client of this number comes from. */
    static InetAddress local(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + number / PER_ADDRESS)});
    }

    /** The sessions that are open, by their ids. */
    List<String> sessions() {
        return sessions;
    }

    /** Opens sessions until there are so many; their connections are closed. */
    void openSessions(int count) throws IOException {
        while (sessions.size() < count) {
            try (CallSocket socket = CallSocket.open(server, local(sessions.size()))) {
                do {
                    sessions.add(openOn(socket));
                } while (sessions.size() < count && sessions.size() % PER_ADDRESS != 0);
            }
        }
    }

    /** Opens a session; gives its id. */
    static String openOn(CallSocket socket) throws IOException {
        CallSocket.Answer answer = socket.post(Map.of(), Requests.initialize());
        String session = answer.headers().get("mcp-session-id");
        if (answer.status() != 200 || session == null || !answer.text().contains("\"serverInfo\"")) {
            throw new IOException("no session: " + answer.status() + " " + answer.text());
        }
        CallSocket.Answer accepted = socket.post(Requests.inSession(session), Requests.initialized());
        if (accepted.status() != 202) {
            throw new IOException("not initialized: " + accepted.status() + " " + accepted.text());
        }
        return session;
    }

    /** Calls a tool in the first session; the answer has to be to this call, and its text has to contain another. */
    void call(String tool, String arguments, String expected) throws IOException {
        call(sessions.get(0), tool, arguments, expected);
    }

    /** Calls a tool in a session, likewise. */
    void call(String session, String tool, String arguments, String expected) throws IOException {
        long id = ++calls;
        CallSocket.Answer answer = control.post(Requests.inSession(session), Requests.call(id, tool, arguments));
        if (answer.status() != 200) {
            throw new IOException(tool + " answered " + answer.status() + " " + answer.text());
        }
        String text = AnswerReader.text(answer.body(), Long.toString(id));
        if (!text.contains(expected)) {
            throw new IOException(tool + " said " + text + " and not " + expected);
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
