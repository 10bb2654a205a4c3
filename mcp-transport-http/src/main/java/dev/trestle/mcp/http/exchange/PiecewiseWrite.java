package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Writes a long body piece by piece, each when the container wants more. What goes wrong is for the container to end. */
final class PiecewiseWrite {

    /**
     * A write of the JDK copies all that it is given into direct memory, which the thread keeps for later, however little the
     * socket takes; this much at a time is about what a socket takes, and costs nothing against one write of all.
     */
    static final int PIECE = 256 << 10;

    private final HttpExchange exchange;
    private final ByteBuffer body;

    /** Prepares to write a body, which is not empty, after the head. */
    PiecewiseWrite(HttpExchange exchange, ByteBuffer body) {
        this.exchange = exchange;
        this.body = body;
    }

    /** Writes as much as can be written now; the rest is written by whoever finds that there is room. */
    void start() {
        while (true) {
            boolean last = body.remaining() <= PIECE;
            CompletableFuture<Void> written = exchange.write(next(), last).toCompletableFuture();
            if (last) {
                return;
            }
            if (!written.isDone()) {
                var unused = written.thenRun(this::start);
                return;
            }
            if (written.isCompletedExceptionally()) {
                return;
            }
        }
    }

    private ByteBuffer next() {
        int length = Math.min(PIECE, body.remaining());
        ByteBuffer piece = ByteBuffer.wrap(body.array(), body.arrayOffset() + body.position(), length);
        body.position(body.position() + length);
        return piece;
    }
}
