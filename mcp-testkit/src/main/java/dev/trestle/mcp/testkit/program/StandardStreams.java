package dev.trestle.mcp.testkit.program;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of its standard streams. One thread does all that is done to stdout, in order: write, close, end the
 * process.
 */
final class StandardStreams implements MessageLink {

    private static final int QUEUE = 1_024;
    private static final int STDERR_LINES = 40_000;
    private static final byte[] STDERR_LINE =
            "a server that says everything twice writes lines such as this one to its stderr, for hours and hours\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final Set<Fault> faults;
    private final InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(QUEUE);
    private volatile @Nullable Receiver receiver;
    private volatile boolean deaf;

    /** Something to be done to stdout. */
    private interface Step {
        void run() throws IOException;
    }

    StandardStreams(Set<Fault> faults) {
        this.faults = faults;
        Thread writer = new Thread(this::write, "stdout");
        writer.setDaemon(true);
        writer.start();
        if (faults.contains(Fault.BYTE_ORDER_MARK)) {
            then(() -> out.write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}));
        }
    }

    @Override
    public void open(Receiver listener) {
        receiver = listener;
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        byte[] line = message.bytes();
        boolean reply = !message.toString().contains("\"method\":")
                && !message.toString().contains("protocolVersion");
        if (reply && faults.contains(Fault.EXITS_IN_MID_LINE)) {
            then(() -> out.write(line, 0, line.length / 2));
            exit(1);
            return CompletableFuture.completedFuture(null);
        }
        if (reply && faults.contains(Fault.FLOODS_STDERR)) {
            then(this::flood);
        }
        if (reply && faults.contains(Fault.WRITES_INVALID_UTF8)) {
            spoil(line);
        }
        byte[] whole = ended(line);
        then(reply && faults.contains(Fault.DRIBBLES) ? () -> dribble(whole) : () -> out.write(whole));
        if (reply && faults.contains(Fault.FLOODS_STDERR)) {
            then(this::flood);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        exit(0);
        return CompletableFuture.completedFuture(null);
    }

    /** Hands over what comes on stdin, on this thread, until that ends. */
    void readToTheEnd() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.write(next);
                continue;
            }
            Receiver listener = receiver;
            if (listener != null && line.size() > 0) {
                listener.received(JsonSlice.of(line.toByteArray()));
            }
            line.reset();
            if (deaf) {
                MisbehavingServer.parkForEver();
            }
        }
    }

    /** Reads no more after this message. */
    void stopReading() {
        deaf = true;
    }

    void closeStdout() {
        then(out::close);
    }

    /** Ends the process at once when all before was written. */
    void exit(int code) {
        then(() -> Runtime.getRuntime().halt(code));
    }

    private byte[] ended(byte[] line) {
        byte[] end = (faults.contains(Fault.CRLF) ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[line.length + end.length];
        System.arraycopy(line, 0, whole, 0, line.length);
        System.arraycopy(end, 0, whole, line.length, end.length);
        return whole;
    }

    /** In the text of the result, where a reader that does not look would not notice. */
    private static void spoil(byte[] line) {
        line[line.length - "x\"}]}}".length()] = (byte) 0xff;
    }

    private void dribble(byte[] whole) throws IOException {
        for (byte one : whole) {
            out.write(one);
        }
    }

    private void flood() throws IOException {
        for (int i = 0; i < STDERR_LINES; i++) {
            err.write(STDERR_LINE);
        }
    }

    private void then(Step step) {
        try {
            steps.put(step);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (true) {
                Step step = steps.take();
                try {
                    step.run();
                } catch (IOException e) {
                    // Nobody reads any more, or stdout was closed on purpose. The process must still be able to end.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
