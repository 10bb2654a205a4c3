package dev.trestle.mcp.telemetry.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that is opened for each batch, so that others may rename or delete it at any time. It never has half a line
 * in it: what a failed write or a crash left of one is taken away before the next. One process at a time may write it.
 */
public final class RotatingFile implements LineTarget {

    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);

    private final Path path;
    private final Rotation rotation;
    private final OldFiles old;
    private final Clock clock;
    private long expectedSize = -1;
    private @Nullable Instant born;
    private boolean told;

    /**
     * Names a file; nothing is opened yet.
     *
     * @param path the file; its folder is made when needed
     * @param rotation when it is replaced
     * @param clock tells its age
     */
    public RotatingFile(Path path, Rotation rotation, Clock clock) {
        this.path = path;
        this.rotation = rotation;
        this.old = new OldFiles(path, rotation);
        this.clock = clock;
    }

    /**
     * The files that a rotating file is and was.
     *
     * @param path the current file
     * @return those that there are, the oldest first; compressed ones end with {@code .gz}
     */
    public static List<Path> filesOf(Path path) {
        return OldFiles.all(path);
    }

    @Override
    public int append(List<byte[]> lines) throws IOException {
        ByteBuffer bytes = joined(lines);
        rotateIfDue(bytes.remaining());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            mend(channel);
            return write(channel, bytes, lines);
        }
    }

    private void makeFolder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static ByteBuffer joined(List<byte[]> lines) {
        int length = 0;
        for (byte[] line : lines) {
            length += line.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] line : lines) {
            bytes.put(line);
        }
        return bytes.flip();
    }

    private int write(FileChannel channel, ByteBuffer bytes, List<byte[]> lines) throws IOException {
        long before = channel.size();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            expectedSize = before + bytes.position();
            return lines.size();
        } catch (IOException e) {
            int whole = 0;
            int end = 0;
            while (end + lines.get(whole).length <= bytes.position()) {
                end += lines.get(whole++).length;
            }
            expectedSize = -1;
            if (end < bytes.position()) {
                channel.truncate(before + end);
            }
            if (whole == 0) {
                throw e;
            }
            return whole; // the rest is tried again, and fails by itself if need be
        }
    }

    /**
     * Takes away what somebody left of a line: this process before it was killed, or whoever cut the file. What does not look
     * like a line of ours stays, and gets the end that it lacks.
     */
    private void mend(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size <= 0 || size == expectedSize) {
            return;
        }
        TailReader.Tail tail = TailReader.tail(path, size);
        if (tail.from() == size) {
            return;
        }
        if (tail.isOfAnObject()) {
            LOG.warn("{} ended within a line, of which {} bytes were taken away", path, size - tail.from());
            channel.truncate(tail.from());
        } else {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private void rotateIfDue(int more) throws IOException {
        if (!Files.isRegularFile(path)) {
            // Only now, for each attempt to make a folder that is there costs an exception.
            makeFolder();
            born = clock.instant();
            return;
        }
        try {
            long size = Files.size(path);
            if (size == 0 || born == null) {
                born = size == 0 ? clock.instant() : TailReader.birth(path);
            }
            boolean tooOld = !clock.instant().isBefore(born.plus(rotation.maxAge()));
            if (size > 0 && (size + more > rotation.maxFile() || tooOld)) {
                old.add();
                born = clock.instant();
            }
            told = false;
        } catch (IOException e) {
            if (!told) {
                told = true;
                LOG.warn("{} cannot be rotated and goes on growing: {}", path, e.toString());
            }
        }
    }
}
