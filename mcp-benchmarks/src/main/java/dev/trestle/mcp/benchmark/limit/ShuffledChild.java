package dev.trestle.mcp.benchmark.limit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@link EchoChild} but for the order of its answers, which is not that of the calls.
 *
 * <p>Arguments: {@code legacy} (default) for 2025-11-25, {@code modern} for 2026-07-28.
 */
public final class ShuffledChild {

    private final EchoLine line;
    private final Shuffle shuffle = Shuffle.start();
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private ShuffledChild(boolean modern) {
        line = new EchoLine(modern);
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments the era
     * @throws IOException if a pipe breaks
     */
    public static void main(String[] arguments) throws IOException {
        ShuffledChild child = new ShuffledChild(arguments.length > 0 && arguments[0].equals("modern"));
        InputStream in = new BufferedInputStream(System.in);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                child.take(message.toByteArray());
                message.reset();
            } else {
                message.write(next);
            }
        }
    }

    private void take(byte[] message) {
        Bytes answer = new Bytes();
        if (line.answer(message, 0, message.length, answer)) {
            shuffle.add(() -> write(answer));
        }
    }

    private void write(Bytes answer) {
        try {
            answer.writeTo(out);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
