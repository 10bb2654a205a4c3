package dev.trestle.mcp.telemetry.audit;

import dev.trestle.mcp.telemetry.line.LineTarget;
import dev.trestle.mcp.telemetry.line.RotatingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each line the hash of the one before, over all files, and over the end of the program. Used by one thread. */
final class Chain implements LineTarget {

    private final Path path;
    private final RotatingFile file;
    private @Nullable String last;

    Chain(Path path, RotatingFile file) {
        this.path = path;
        this.file = file;
    }

    @Override
    public int append(List<byte[]> lines) throws IOException {
        if (last == null) {
            last = ChainCheck.lastHash(path);
        }
        List<byte[]> linked = new ArrayList<>(lines.size());
        List<String> hashes = new ArrayList<>(lines.size());
        String before = last;
        for (byte[] line : lines) {
            byte[] one = linked(line, before);
            before = Hash.of(one, one.length - 1);
            linked.add(one);
            hashes.add(before);
        }
        int written = file.append(linked);
        if (written > 0) {
            last = hashes.get(written - 1);
        }
        return written;
    }

    /** The line with one more member, before its brace and line feed. */
    private static byte[] linked(byte[] line, String before) {
        byte[] end = (Hash.MEMBER + before + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        byte[] linked = new byte[line.length - 2 + end.length];
        System.arraycopy(line, 0, linked, 0, line.length - 2);
        System.arraycopy(end, 0, linked, line.length - 2, end.length);
        return linked;
    }
}
