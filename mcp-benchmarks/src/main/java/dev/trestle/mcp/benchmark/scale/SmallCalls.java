package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client that makes small calls, about 500 a second. */
final class SmallCalls implements AutoCloseable {

    private static final long PAUSE_MILLIS = 2;

    private final Clients client;
    private final byte[] request = Requests.call("echo", "{\"text\":\"small\"}");

    SmallCalls(Watched server) throws IOException {
        client = Clients.of(server);
        client.openSessions(1);
    }

    /** What 99 of 100 calls did not exceed, in milliseconds: of those within a time, and of those while something goes on. */
    double p99(Duration time, BooleanSupplier goesOn) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        boolean watches = goesOn.getAsBoolean();
        long begin = System.nanoTime();
        while (watches ? goesOn.getAsBoolean() : System.nanoTime() - begin < time.toNanos()) {
            long asked = System.nanoTime();
            CallSocket.Answer answer = client.post(request);
            millis.add((System.nanoTime() - asked) / 1e6);
            if (answer.status() != 200 || !answer.text().contains("small")) {
                throw new IOException("a small call was answered " + answer.status() + " " + answer.text());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return Percentile.of(millis, 0.99);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
