package dev.trestle.mcp.benchmark.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls without a pause, until it is time to stop. */
final class Calls implements LoadClient.Script {

    private static final long CONNECTION = 100_000_000L;
    private static final long FIRST = 1_000_000_000_000L;
    private static final int OK = 200;
    private static final byte[] ECHO = {'"', 'e', 'c', 'h', 'o', '"'};

    private final List<Template> templates;
    private final int connections;
    private final long most;
    private final long deadline;
    private final boolean sameIds;
    private final long[] made;
    private final long[] sentAt;
    private final Map<Integer, byte[]> lists = new HashMap<>();
    private final Histogram latencies = new Histogram();
    private final AnswerReader reader = new AnswerReader();
    private long begun;
    private long mismatches;

    Calls(List<Template> templates, int connections, Duration time, long most, boolean sameIds) {
        this.templates = templates;
        this.connections = connections;
        this.most = most;
        this.sameIds = sameIds;
        deadline = System.nanoTime() + time.toNanos();
        made = new long[connections];
        sentAt = new long[connections];
    }

    @Override
    public boolean next(Connection connection) {
        long now = System.nanoTime();
        if (now - deadline >= 0 || begun >= most) {
            return false;
        }
        begun++;
        int number = connection.number;
        made[number]++;
        Template template = templates.get(current(number));
        byte[] out = connection.outgoing(template.length());
        long text = FIRST + number * CONNECTION + made[number];
        template.write(sameIds ? FIRST + made[number] : text, text, out);
        sentAt[number] = now;
        return true;
    }

    private int current(int number) {
        return (int) ((number + (made[number] - 1) * connections) % templates.size());
    }

    @Override
    public void answered(Connection connection) {
        latencies.add(System.nanoTime() - sentAt[connection.number]);
        int template = current(connection.number);
        ResponseParser response = connection.response;
        boolean right = response.status() == OK
                && templates.get(template).isAnswered(connection.sent(), reader, response.body(), response.bodyLength())
                && (templates.get(template).isCall() || isSameList(template, connection));
        mismatches += right ? 0 : 1;
    }

    /** Whether a list is the one that came first, but for the id. */
    private boolean isSameList(int template, Connection connection) {
        ResponseParser response = connection.response;
        byte[] body = Arrays.copyOf(response.body(), response.bodyLength());
        Arrays.fill(body, reader.idFrom(), reader.idTo(), (byte) '0');
        if (Search.after(body, 0, body.length, ECHO) < 0) {
            return false;
        }
        byte[] first = lists.putIfAbsent(template, body);
        return first == null || Arrays.equals(first, body);
    }

    Sample sample(long nanos) {
        return new Sample(latencies.count(), mismatches, nanos, latencies);
    }
}
