package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client that makes small calls, about 500 a second, each with another text. */
final class SmallCalls implements AutoCloseable {

    private static final long PAUSE_MILLIS = 2;

    private final Caller caller;
    private long calls;

    /** Of a caller that is closed with it. */
    SmallCalls(Caller caller) {
        this.caller = caller;
    }

    /** What 99 of 100 calls did not exceed, in milliseconds: of those within a time, and of those while something goes on. */
    double p99(Duration time, BooleanSupplier goesOn) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        boolean watches = goesOn.getAsBoolean();
        long begin = System.nanoTime();
        while (watches ? goesOn.getAsBoolean() : System.nanoTime() - begin < time.toNanos()) {
            long asked = System.nanoTime();
            caller.echo(Requests.bytes("small " + ++calls));
            millis.add((System.nanoTime() - asked) / 1e6);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        if (millis.isEmpty()) {
            throw new IOException("there was no time for a single small call");
        }
        return Percentile.of(millis, 0.99);
    }

    @Override
    public void close() throws IOException {
        caller.close();
    }
}
