package dev.trestle.mcp.stdio;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.stdio.pipe.LineWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Our standard output, for everybody who has something to say there. Never blocks; a client that does not read is left. */
final class FrontOutput implements LineWriter.Listener {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final LineWriter writer;
    private final int maxBytes;
    private final Consumer<String> lost;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    FrontOutput(OutputStream out, int maxBytes, Consumer<String> lost) {
        this.writer = new LineWriter(
                new BufferedOutputStream(out, BUFFER_BYTES),
                maxBytes,
                0,
                task -> StdioThreads.start("trestle-stdio-front-stdout", task),
                this);
        this.maxBytes = maxBytes;
        this.lost = lost;
    }

    void write(JsonSlice message) {
        switch (writer.offer(message, null)) {
            case FULL ->
                lost.accept("the client does not read its messages: stdoutQueue, " + maxBytes + " bytes, is full");
            case NO_THREAD -> lost.accept("there is no thread that could wait for the client to read its messages");
            case TAKEN, CLOSED -> {}
        }
    }

    /** Takes no more, and closes the stream when all is written. */
    CompletableFuture<Void> close() {
        writer.close();
        return finished;
    }

    @Override
    public void finished() {
        finished.complete(null);
    }

    @Override
    public void broken(IOException why) {
        finished.complete(null);
        lost.accept("the client closed its end of our standard output");
    }
}
