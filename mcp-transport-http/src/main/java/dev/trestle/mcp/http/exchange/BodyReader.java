package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads one body, as it comes, into one array, up to a number of bytes and a time. Whatever happens, exactly one method
 * of its receiver is called, or none if the client is gone.
 */
public final class BodyReader {

    private static final int FIRST_GUESS = 4096;

    private final HttpExchange exchange;
    private final int limit;
    private final DelayLine timeout;
    private final Receiver receiver;
    private final AtomicBoolean settled = new AtomicBoolean();
    private byte[] bytes = new byte[0];
    private int length;
    private boolean discarding;
    private long discarded;
    private DelayLine.@Nullable Entry timer;

    /** Prepares to read up to {@code limit} bytes. */
    public BodyReader(HttpExchange exchange, int limit, DelayLine timeout, Receiver receiver) {
        this.exchange = exchange;
        this.limit = limit;
        this.timeout = timeout;
        this.receiver = receiver;
    }

    /** Hears how it went. */
    public interface Receiver {
        /** The whole body. */
        void body(JsonSlice body);

        /** The body is longer than it may be. */
        void tooLarge();

        /** The body did not come in time. */
        void tooSlow();
    }

    /** Begins to read; returns at once. */
    public void start() {
        long declared = exchange.contentLength();
        if (declared > limit) {
            if (declared > 2L * limit || exchange.header("Expect") != null) {
                settle(receiver::tooLarge);
                return;
            }
            discard();
        } else {
            bytes = new byte[declared < 0 ? Math.min(FIRST_GUESS, limit + 1) : (int) declared];
        }
        pump(declared);
    }

    private void pump(long declared) {
        try {
            while (!settled.get()) {
                if (!discarding && length == declared) {
                    settle(this::complete);
                    return;
                }
                int read = discarding ? readAndDiscard() : readMore();
                if (read == 0) {
                    await(declared);
                    return;
                }
                if (read < 0) {
                    settle(discarding ? receiver::tooLarge : this::complete);
                    return;
                }
                if (discarded > limit || (discarding && discarded == declared)) {
                    settle(receiver::tooLarge);
                    return;
                }
            }
        } catch (IOException e) {
            settle(exchange::abort);
        }
    }

    private int readMore() throws IOException {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, limit + 1));
        }
        int read = exchange.read(bytes, length, bytes.length - length);
        length += Math.max(read, 0);
        if (length > limit) {
            discard();
        }
        return read;
    }

    /** A client that is still sending does not listen, so some of what it sends too much is read before it is told. */
    private void discard() {
        discarding = true;
        length = 0;
        bytes = new byte[FIRST_GUESS];
    }

    private int readAndDiscard() throws IOException {
        int read = exchange.read(bytes, 0, bytes.length);
        discarded += Math.max(read, 0);
        return read;
    }

    private void await(long declared) {
        if (timer == null) {
            timer = timeout.add(() -> settle(receiver::tooSlow));
        }
        exchange.onReadable(() -> pump(declared));
    }

    private void complete() {
        receiver.body(JsonSlice.of(bytes, 0, length));
    }

    private void settle(Runnable ending) {
        if (settled.compareAndSet(false, true)) {
            DelayLine.Entry waiting = timer;
            if (waiting != null) {
                waiting.cancel();
            }
            ending.run();
        }
    }
}
