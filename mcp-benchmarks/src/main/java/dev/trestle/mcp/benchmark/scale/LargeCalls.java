package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;

/** Several clients that have long texts echoed, each another one, all at once. Closes its callers. */
final class LargeCalls implements AutoCloseable {

    private final ExecutorService threads;
    private final List<Caller> callers;
    private final List<byte[]> texts = new ArrayList<>();

    LargeCalls(List<Caller> callers, int bytes) {
        this.callers = callers;
        threads = Executors.newFixedThreadPool(callers.size());
        for (int number = 0; number < callers.size(); number++) {
            texts.add(text(number, bytes));
        }
    }

    /** Letters in no order, so that neither the answer to another nor one that lacks a part is taken for the right one. */
    private static byte[] text(int seed, int bytes) {
        byte[] text = new byte[bytes];
        new Random(seed).nextBytes(text);
        for (int at = 0; at < bytes; at++) {
            text[at] = (byte) ('a' + (text[at] & 15));
        }
        return text;
    }

    /** Waves that go on. */
    static final class Running {
        private final CountDownLatch left;
        private final List<Future<?>> all;

        private Running(CountDownLatch left, List<Future<?>> all) {
            this.left = left;
            this.all = all;
        }

        /** Whether all of the callers still have something to do. */
        boolean isOn() {
            return left.getCount() == all.size();
        }

        /** Waits for the last answer; a wrong one is told as that. */
        void await() throws IOException, InterruptedException {
            IOException failed = null;
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IllegalStateException wrong) {
                        throw wrong;
                    }
                    failed = new IOException("a large call failed: " + e.getCause(), e);
                }
            }
            if (failed != null) {
                throw failed;
            }
        }
    }

    /** Makes all calls at once, several times. */
    void waves(int count) throws IOException, InterruptedException {
        start(count).await();
    }

    /** Begins to do so. */
    Running start(int count) {
        CountDownLatch left = new CountDownLatch(callers.size());
        List<Future<?>> all = new ArrayList<>();
        // Whoever fails leaves it, so that nobody waits for him.
        Phaser together = new Phaser(callers.size());
        for (int number = 0; number < callers.size(); number++) {
            Caller caller = callers.get(number);
            byte[] text = texts.get(number);
            all.add(threads.submit(() -> {
                try {
                    for (int wave = 0; wave < count; wave++) {
                        together.arriveAndAwaitAdvance();
                        caller.echo(text);
                    }
                } finally {
                    together.arriveAndDeregister();
                    left.countDown();
                }
                return null;
            }));
        }
        return new Running(left, all);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (Caller caller : callers) {
            caller.close();
        }
    }
}
