package dev.trestle.mcp.builtin.files;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * A folder out of which nothing is read. A link is followed if what it leads to is in the folder, and no part of the way there is
 * hidden; what counts is where it leads when the file is read.
 */
final class FileJail {

    private final Path root;

    /**
     * A folder.
     *
     * @throws IOException if it is none, or cannot be seen
     */
    FileJail(Path folder) throws IOException {
        root = folder.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(folder.toString());
        }
    }

    Path root() {
        return root;
    }

    /** Whether a name is one that nobody is shown. */
    static boolean isHidden(Path name) {
        return name.toString().startsWith(".");
    }

    /** Where a file of the folder really is; empty if it is none, or not in the folder. */
    Optional<Path> find(Path relative) throws IOException {
        Path real;
        try {
            real = root.resolve(relative).toRealPath();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            return Optional.empty(); // nothing is there, or a link that leads in a circle
        }
        if (!real.startsWith(root) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        for (Path name : root.relativize(real)) {
            if (isHidden(name)) {
                return Optional.empty();
            }
        }
        return Optional.of(real);
    }

    /**
     * Reads a file of the folder.
     *
     * @param most how many bytes it may have
     * @return the bytes, one more than {@code most} if there are more
     * @throws FileSystemException if there is no such file in the folder
     * @throws IOException if it cannot be read
     */
    byte[] read(Path relative, int most) throws IOException {
        Path real = find(relative).orElseThrow(() -> new NoSuchFileException(relative.toString()));
        try (SeekableByteChannel file = open(real)) {
            return Channels.newInputStream(file).readNBytes(most == Integer.MAX_VALUE ? most : most + 1);
        }
    }

    /** Goes there folder by folder and follows no link: what was looked at a moment ago may be one by now. */
    private SeekableByteChannel open(Path real) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            if (top instanceof SecureDirectoryStream<Path> folder) {
                return open(folder, root.relativize(real));
            }
            return Files.newByteChannel(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> folder, Path rest) throws IOException {
        if (rest.getNameCount() == 1) {
            return folder.newByteChannel(rest, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
        try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(rest.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return open(next, rest.subpath(1, rest.getNameCount()));
        }
    }
}
