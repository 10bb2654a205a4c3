package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads one body, as it comes, into one array, up to a number of bytes and a time. Whatever happens, exactly one method
 * of its receiver is called, or none if the client is gone.
 */
public final class BodyReader {

    /**
     * A longer body is read, and what it says is looked at, on another thread than the one that brought it, if that one has
     * other connections to look after: reading and scanning 16 MiB takes some 10 ms, for which all their calls would wait. For
     * this much it is no longer than a switch of threads takes on a busy machine.
     */
    static final int LONG_BODY = 64 << 10;

    private static final int FIRST_GUESS = 4096;
    private static final byte[] NONE = {};

    private final HttpExchange exchange;
    private final int limit;
    private final DelayLine timeout;
    private final Receiver receiver;
    private final Executor aside;
    private volatile boolean settled;
    private boolean movedAside;
    private byte[] bytes = NONE;
    private int length;
    private boolean discarding;
    private long discarded;
    private DelayLine.@Nullable Entry timer;

    /** Prepares to read up to {@code limit} bytes, on {@code aside} what takes long. */
    public BodyReader(HttpExchange exchange, int limit, DelayLine timeout, Executor aside, Receiver receiver) {
        this.exchange = exchange;
        this.limit = limit;
        this.timeout = timeout;
        this.aside = aside;
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
                tooLarge();
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
            while (!settled) {
                if (!movedAside && isLong(declared)) {
                    movedAside = true;
                    aside.execute(() -> pumpAside(declared));
                    return;
                }
                if (!discarding && length == declared) {
                    complete();
                    return;
                }
                int read = discarding ? readAndDiscard() : readMore();
                if (read == 0) {
                    await(declared);
                    return;
                }
                if (discarding && (read < 0 || discarded > limit || discarded == declared)) {
                    tooLarge();
                    return;
                }
                if (read < 0) {
                    complete();
                    return;
                }
            }
        } catch (IOException e) {
            if (settle()) {
                exchange.abort();
            }
        }
    }

    /** Nobody above it on the stack would answer for what is thrown. */
    private void pumpAside(long declared) {
        try {
            pump(declared);
        } catch (RuntimeException | Error e) {
            settle();
            exchange.abort();
            throw e;
        }
    }

    private boolean isLong(long declared) {
        return exchange.isThreadShared() && Math.max(declared, length + discarded) > LONG_BODY;
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
            timer = timeout.add(this::tooSlow);
        }
        exchange.onReadable(() -> {
            if (movedAside) {
                aside.execute(() -> pumpAside(declared));
            } else {
                pump(declared);
            }
        });
    }

    private void complete() {
        if (settle()) {
            receiver.body(JsonSlice.of(bytes, 0, length));
        }
    }

    private void tooLarge() {
        if (settle()) {
            receiver.tooLarge();
        }
    }

    private void tooSlow() {
        if (settle()) {
            receiver.tooSlow();
        }
    }

    /** Whether it was not settled yet. */
    private boolean settle() {
        synchronized (this) {
            if (settled) {
                return false;
            }
            settled = true;
        }
        DelayLine.Entry waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        return true;
    }
}
