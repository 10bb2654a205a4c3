package dev.trestle.mcp.benchmark.load;

import dev.trestle.mcp.benchmark.load.LoadClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Sessions of clients of 2025-11-25. A server that names no session gets none, and is asked all the same. */
public final class Sessions {

    private static final int OK = 200;
    private static final String PARAMS = "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}";

    private final LoadClient client;
    private final List<Target> targets;

    private Sessions(LoadClient client, List<Target> targets) {
        this.client = client;
        this.targets = targets;
    }

    /**
     * Opens sessions, as many at a time as the client has connections.
     *
     * @param client whose connections are used
     * @param uri the endpoint
     * @param count how many
     * @return the sessions
     * @throws IOException if one is not opened
     */
    public static Sessions open(LoadClient client, URI uri, int count) throws IOException {
        Target before = Target.legacy(uri, null);
        List<String> requests = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            // Each has its own id, because a bare server tells them apart by it.
            requests.add(request(
                    before.head("initialize", null), before.body(Integer.toString(number), "initialize", PARAMS)));
        }
        List<Target> targets = new ArrayList<>();
        List<String> initialized = new ArrayList<>();
        for (Answer answer : client.exchange(requests)) {
            if (answer.status() != OK) {
                throw new IOException("initialize was answered with " + answer);
            }
            Target target = Target.legacy(uri, answer.session());
            targets.add(target);
            if (answer.session() != null) {
                initialized.add(request(
                        target.head("notifications/initialized", null),
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
            }
        }
        client.exchange(initialized);
        return new Sessions(client, targets);
    }

    /**
     * The sessions.
     *
     * @return where to send what, for each of them
     */
    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /**
     * Ends them all.
     *
     * @throws IOException if a connection breaks
     */
    public void end() throws IOException {
        client.exchange(targets.stream().map(Target::delete).toList());
    }

    private static String request(String head, String body) {
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
