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

    /**
     * Makes the current file the newest old one. The others move up to the first number that is free, as one is that an ended
     * program left; if none is, the oldest goes.
     */
    void add() throws IOException {
        int free = 1;
        while (free < rotation.keep() && isThere(path, free)) {
            free++;
        }
        Files.deleteIfExists(numbered(free, ""));
        Files.deleteIfExists(numbered(free, PACKED));
        for (int i = free - 1; i >= 1; i--) {
            moveUp(i);
        }
        Files.move(path, numbered(1, ""), StandardCopyOption.REPLACE_EXISTING);
        if (rotation.packed()) {
            pack(numbered(1, ""), numbered(1, PACKED));
        }
    }

    /** The files that there are, the oldest first, the current one last. Behind one free number there may be others. */
    static List<Path> all(Path path) {
        List<Path> newestFirst = new ArrayList<>();
        if (Files.isRegularFile(path)) {
            newestFirst.add(path);
        }
        for (int i = 1; isThere(path, i) || isThere(path, i + 1); i++) {
            if (isThere(path, i)) {
                newestFirst.add(present(path, i));
            }
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Both are there if the program ended between writing one and deleting the other. */
    private static Path present(Path path, int number) {
        Path plain = numbered(path, number, "");
        return Files.isRegularFile(plain) ? plain : numbered(path, number, PACKED);
    }

    private static boolean isThere(Path path, int number) {
        return Files.isRegularFile(present(path, number));
    }

    private void moveUp(int number) throws IOException {
        Path file = present(path, number);
        if (file.equals(numbered(number, PACKED))) {
            Files.move(file, numbered(number + 1, PACKED), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(numbered(number, PACKED));
            Files.move(file, numbered(number + 1, ""), StandardCopyOption.REPLACE_EXISTING);
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
