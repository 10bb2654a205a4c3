package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients that call {@code echo} with a long text, all at once, and compare what comes back. */
final class LargeCalls implements AutoCloseable {

    private static final int SHOWN = 200;

    private final ExecutorService threads;
    private final List<Caller> callers = new ArrayList<>();
    private final CyclicBarrier together;

    LargeCalls(Watched server, int count, int bytes) throws IOException {
        threads = Executors.newFixedThreadPool(count);
        together = new CyclicBarrier(count);
        byte[] request = Requests.call("echo", "{\"text\":\"" + "x".repeat(bytes) + "\"}");
        for (int number = 0; number < count; number++) {
            callers.add(new Caller(server, request, bytes));
        }
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

        /** Waits for the last answer. */
        void await() throws IOException, InterruptedException {
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException failed) {
                    throw new IOException("a large call failed: " + failed.getCause(), failed);
                }
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
        together.reset();
        for (Caller caller : callers) {
            all.add(threads.submit(() -> {
                try {
                    for (int wave = 0; wave < count; wave++) {
                        together.await();
                        caller.call();
                    }
                } catch (IOException | RuntimeException failed) {
                    together.reset();
                    throw failed;
                } finally {
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

    /** One of them, with a session of its own. */
    private static final class Caller {
        private final Clients client;
        private final byte[] request;
        private final int bytes;

        Caller(Watched server, byte[] request, int bytes) throws IOException {
            this.client = Clients.of(server);
            this.request = request;
            this.bytes = bytes;
            client.openSessions(1);
        }

        void call() throws IOException {
            byte[] body = client.post(request).body();
            int from = body.length - bytes < 0 ? -1 : begin(body);
            for (int at = from; from >= 0 && at < from + bytes; at++) {
                from = at < body.length && body[at] == 'x' ? from : -1;
            }
            if (from < 0) {
                String said = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
                throw new IOException("not what was sent, but " + body.length + " bytes: " + said);
            }
        }

        /** Where a text of x begins; there are single ones before it. */
        private static int begin(byte[] body) {
            int at = 1;
            while (at < body.length && (body[at] != 'x' || body[at - 1] != 'x')) {
                at++;
            }
            return at - 1;
        }

        void close() throws IOException {
            client.close();
        }
    }
}
