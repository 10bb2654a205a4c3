package dev.trestle.mcp.benchmark.limit;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A server on standard input and output with one tool, {@code echo}, which gives its argument {@code text} back. It looks for
 * what it needs and parses nothing, so that little of what is measured is its own. Lines that come together are answered
 * together.
 *
 * <p>Arguments: {@code legacy} (default) for 2025-11-25, {@code modern} for 2026-07-28.
 */
public final class EchoChild {

    /** Not more, because the JDK reads larger pieces by way of memory that it has to allocate. */
    private static final int READ = 8192;

    private final EchoLine line;
    private final FileInputStream in = new FileInputStream(FileDescriptor.in);
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private byte[] pending = new byte[4 * READ];
    private int end;

    private EchoChild(boolean modern) {
        line = new EchoLine(modern);
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments the era
     * @throws IOException if a pipe breaks
     */
    public static void main(String[] arguments) throws IOException {
        new EchoChild(arguments.length > 0 && arguments[0].equals("modern")).serve();
    }

    private void serve() throws IOException {
        Bytes answers = new Bytes();
        while (true) {
            if (pending.length - end < READ) {
                pending = Arrays.copyOf(pending, pending.length * 2);
            }
            int read = in.read(pending, end, READ);
            if (read < 0) {
                return;
            }
            answerLines(end, end + read, answers);
            answers.writeTo(out);
        }
    }

    /** Answers the lines that end between these places, and keeps what begins another. */
    private void answerLines(int from, int to, Bytes answers) {
        int begin = 0;
        for (int at = from; at < to; at++) {
            if (pending[at] == '\n') {
                line.answer(pending, begin, at, answers);
                begin = at + 1;
            }
        }
        System.arraycopy(pending, begin, pending, 0, to - begin);
        end = to - begin;
    }
}
