package dev.trestle.mcp.telemetry.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Looks at the end of a file of lines. */
final class TailReader {

    private static final int CHUNK = 8 * 1024;

    private TailReader() {}

    /**
     * What follows the last line feed.
     *
     * @param from where it begins: the end of the file if that ends with a line feed
     * @param isOfAnObject whether it begins as a JSON object does
     */
    record Tail(long from, boolean isOfAnObject) {}

    /** What follows the last line feed of a file of some size. */
    static Tail tail(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = endOfLastLine(channel, size);
            ByteBuffer first = ByteBuffer.allocate(1);
            return new Tail(from, channel.read(first, from) == 1 && first.get(0) == '{');
        }
    }

    private static long endOfLastLine(FileChannel channel, long size) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long end = size;
        while (end > 0) {
            long from = Math.max(0, end - CHUNK);
            chunk.clear().limit((int) (end - from));
            for (int i = readFully(channel, chunk, from) - 1; i >= 0; i--) {
                if (chunk.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    private static int readFully(FileChannel channel, ByteBuffer chunk, long from) throws IOException {
        while (chunk.hasRemaining() && channel.read(chunk, from + chunk.position()) > 0) {
            // goes on where it stopped
        }
        return chunk.position();
    }

    /** When a file was made, as far as the file system knows. */
    static Instant birth(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class)
                .creationTime()
                .toInstant();
    }
}
