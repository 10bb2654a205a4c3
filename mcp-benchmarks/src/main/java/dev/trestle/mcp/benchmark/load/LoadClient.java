package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Several connections that each send a request, wait for its answer, check it, and send the next; all on the thread that asks for
 * it, so that little of the machine is the client's. Not thread-safe.
 */
public final class LoadClient implements AutoCloseable {

    private static final long SILENCE_MILLIS = 60_000;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();

    /**
     * Connects.
     *
     * @param server any URI of the server
     * @param count how many connections
     * @throws IOException if it cannot be reached
     */
    public LoadClient(URI server, int count) throws IOException {
        selector = Selector.open();
        for (int number = 0; number < count; number++) {
            connections.add(
                    new Connection(number, new InetSocketAddress(server.getHost(), server.getPort()), selector));
        }
    }

    /** What goes on on the connections. */
    interface Script {
        /** Gives a connection its next request; false if it is to send no more. */
        boolean next(Connection connection);

        /** Takes the answer. */
        void answered(Connection connection) throws IOException;
    }

    /**
     * How many connections there are.
     *
     * @return the number
     */
    public int size() {
        return connections.size();
    }

    /**
     * Calls for as long as this.
     *
     * @param templates what to send; connection number n sends those that are n, n + connections, … , again and again
     * @param time after which no call is begun
     * @return what came of it
     * @throws IOException if a connection breaks, or nothing is answered for a minute
     */
    public Sample run(List<Template> templates, Duration time) throws IOException {
        return run(templates, time, Long.MAX_VALUE, false);
    }

    /**
     * Calls this often.
     *
     * @param templates as for {@link #run(List, Duration)}
     * @param calls how many calls
     * @param sameIds whether all connections use the same ids, which only sessions of their own can tell apart
     * @return what came of it
     * @throws IOException if a connection breaks, or nothing is answered for a minute
     */
    public Sample run(List<Template> templates, long calls, boolean sameIds) throws IOException {
        return run(templates, Duration.ofDays(1), calls, sameIds);
    }

    private Sample run(List<Template> templates, Duration time, long calls, boolean sameIds) throws IOException {
        Calls script = new Calls(templates, connections.size(), time, calls, sameIds);
        long begin = System.nanoTime();
        play(script);
        return script.sample(System.nanoTime() - begin);
    }

    /**
     * Sends each request once, as many at a time as there are connections.
     *
     * @param requests whole requests
     * @return their answers, in the order of the requests
     * @throws IOException if a connection breaks, or nothing is answered for a minute
     */
    public List<Answer> exchange(List<String> requests) throws IOException {
        Queue<Integer> waiting = new ArrayDeque<>();
        Answer[] answers = new Answer[requests.size()];
        int[] current = new int[connections.size()];
        for (int at = 0; at < answers.length; at++) {
            waiting.add(at);
        }
        play(new Script() {
            @Override
            public boolean next(Connection connection) {
                Integer at = waiting.poll();
                if (at == null) {
                    return false;
                }
                current[connection.number] = at;
                byte[] request = requests.get(at).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(request, 0, connection.outgoing(request.length), 0, request.length);
                return true;
            }

            @Override
            public void answered(Connection connection) {
                answers[current[connection.number]] = Answer.of(connection.response);
            }
        });
        return List.of(answers);
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param session the session that it names, or null
     * @param body the body
     */
    public record Answer(int status, @Nullable String session, String body) {
        static Answer of(ResponseParser response) {
            return new Answer(
                    response.status(),
                    response.header("mcp-session-id"),
                    new String(response.body(), 0, response.bodyLength(), StandardCharsets.UTF_8));
        }
    }

    private void play(Script script) throws IOException {
        int busy = 0;
        for (Connection connection : connections) {
            connection.revive();
        }
        for (Connection connection : connections) {
            if (script.next(connection)) {
                connection.send();
                busy++;
            }
        }
        while (busy > 0) {
            if (selector.select(SILENCE_MILLIS) == 0) {
                throw new IOException("no answer for " + SILENCE_MILLIS + " ms to " + busy + " calls");
            }
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                SelectionKey key = keys.next();
                keys.remove();
                busy -= goOn(key, script);
            }
        }
    }

    /** Gives 1 if the connection has nothing more to do. */
    private static int goOn(SelectionKey key, Script script) throws IOException {
        Connection connection = (Connection) key.attachment();
        if (key.isWritable()) {
            connection.write();
        }
        if (!key.isReadable() || !connection.read()) {
            return 0;
        }
        script.answered(connection);
        if (!script.next(connection)) {
            return 1;
        }
        connection.send();
        return 0;
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
