package dev.trestle.mcp.telemetry.line;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The files that a rotating file was before: {@code NAME.1} is the newest, compressed ones end with {@code .gz}. */
final class OldFiles {

    private static final String PACKED = ".gz";

    private final Path path;
    private final Rotation rotation;

    OldFiles(Path path, Rotation rotation) {
        this.path = path;
        this.rotation = rotation;
    }

    /** Makes the current file the newest old one. */
    void add() throws IOException {
        Files.deleteIfExists(numbered(rotation.keep(), ""));
        Files.deleteIfExists(numbered(rotation.keep(), PACKED));
        for (int i = rotation.keep() - 1; i >= 1; i--) {
            move(i, "");
            move(i, PACKED);
        }
        Files.move(path, numbered(1, ""), StandardCopyOption.REPLACE_EXISTING);
        if (rotation.packed()) {
            pack(numbered(1, ""), numbered(1, PACKED));
        }
    }

    /** The files that there are, the oldest first, the current one last. */
    static List<Path> all(Path path) {
        List<Path> newestFirst = new ArrayList<>();
        if (Files.isRegularFile(path)) {
            newestFirst.add(path);
        }
        for (int i = 1; ; i++) {
            Path plain = numbered(path, i, "");
            Path packed = numbered(path, i, PACKED);
            // Both are there if the program ended between writing one and deleting the other.
            if (Files.isRegularFile(plain)) {
                newestFirst.add(plain);
            } else if (Files.isRegularFile(packed)) {
                newestFirst.add(packed);
            } else {
                Collections.reverse(newestFirst);
                return newestFirst;
            }
        }
    }

    private void move(int number, String ending) throws IOException {
        Path file = numbered(number, ending);
        if (Files.exists(file)) {
            Files.move(file, numbered(number + 1, ending), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void pack(Path file, Path packed) throws IOException {
        Path unfinished = packed.resolveSibling(packed.getFileName() + ".part");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
            Files.copy(file, out);
        }
        Files.move(unfinished, packed, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(file);
    }

    private Path numbered(int number, String ending) {
        return numbered(path, number, ending);
    }

    private static Path numbered(Path path, int number, String ending) {
        return path.resolveSibling(path.getFileName() + "." + number + ending);
    }
}
