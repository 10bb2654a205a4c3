package dev.trestle.mcp.telemetry.audit;

import dev.trestle.mcp.telemetry.line.RotatingFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads chained files, compressed ones too, the oldest first. */
final class ChainCheck {

    private static final Pattern LINK = Pattern.compile(Pattern.quote(Hash.MEMBER) + "([0-9a-f]{64})\"}$");
    private static final int LINK_LENGTH = Hash.MEMBER.length() + 64 + 2;
    private static final int LONGEST_LINE = 1024 * 1024;

    private @Nullable String before;

    private ChainCheck() {}

    /** The first break, or null. The first line of the oldest file is taken as it is: what was before is gone. */
    static @Nullable ChainBreak firstBreak(Path path) throws IOException {
        ChainCheck check = new ChainCheck();
        for (Path file : RotatingFile.filesOf(path)) {
            ChainBreak found = check.firstBreakIn(file);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable ChainBreak firstBreakIn(Path file) throws IOException {
        try (InputStream in = open(file)) {
            long number = 0;
            for (byte[] line = next(in); line.length > 0; line = next(in)) {
                number++;
                int length = line.length - 1;
                if (line[length] != '\n') {
                    return new ChainBreak(file, number, "the line has no end");
                }
                String link = link(line, length);
                if (link == null) {
                    return new ChainBreak(file, number, "the line has no hash of the one before");
                }
                if (before != null && !before.equals(link)) {
                    return new ChainBreak(file, number, "its hash is not that of the line before");
                }
                before = Hash.of(line, length);
            }
            return null;
        }
    }

    private static @Nullable String link(byte[] line, int length) {
        int from = Math.max(0, length - LINK_LENGTH);
        Matcher link = LINK.matcher(new String(line, from, length - from, StandardCharsets.US_ASCII));
        return link.matches() ? link.group(1) : null;
    }

    /** The hash of the last whole line that there is; that of none if there is no line. */
    static String lastHash(Path path) throws IOException {
        List<Path> files = RotatingFile.filesOf(path);
        for (int i = files.size() - 1; i >= 0; i--) {
            byte[] last = lastLine(files.get(i));
            if (last != null) {
                return Hash.of(last, last.length - 1);
            }
        }
        return Hash.NONE;
    }

    private static byte @Nullable [] lastLine(Path file) throws IOException {
        try (InputStream in = open(file)) {
            byte[] last = null;
            for (byte[] line = next(in); line.length > 0; line = next(in)) {
                last = line[line.length - 1] == '\n' ? line : last;
            }
            return last;
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return new BufferedInputStream(file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes);
    }

    /** The next line with its line feed, without one at the end of a file that has none, or empty at the end. */
    private static byte[] next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n' || line.size() > LONGEST_LINE) {
                break;
            }
        }
        return line.toByteArray();
    }
}
