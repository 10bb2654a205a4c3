package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which the token gets to those who may read it: made with permissions for its owner alone, complete before it has
 * its name, and never through a link.
 *
 * @param path where it is
 */
record TokenFile(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final int LONGEST = 512;
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    /** Where it is: as the settings say, or in a folder of the user's. */
    static TokenFile at(Optional<String> given, int port) {
        Path home = Path.of(System.getProperty("user.home", "."));
        try {
            return new TokenFile(given.map(Path::of)
                    .orElseGet(() -> home.resolve(".trestle").resolve("admin-" + port + ".token"))
                    .toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new Refusal("gateway.admin.tokenFile: \"" + given.orElse("") + "\" is not a path");
        }
    }

    /** Makes the folder of a file that nobody named; refuses one that cannot keep a secret. */
    void prepare(boolean given) {
        Path folder = folder();
        try {
            if (!given && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder, permissions("rwx------"));
            }
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new Refusal("gateway.admin.tokenFile: " + folder + " is not a folder that can be written");
            }
            boolean open = Files.getPosixFilePermissions(folder).stream().anyMatch(OF_OTHERS::contains);
            if (!given && (open || Files.isSymbolicLink(folder))) {
                throw new Refusal("the folder " + folder + " is not yours alone; chmod 700 it, or set admin.tokenFile");
            }
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal("gateway.admin.tokenFile: " + path + " is a link or no file; remove it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw unwritable(e);
        }
    }

    /** Writes the token; what was there before is replaced. */
    void write(AdminToken token) {
        Path next = folder().resolve("." + UUID.randomUUID() + ".token");
        try {
            try (FileChannel out = FileChannel.open(
                    next,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    permissions("rw-------"))) {
                ByteBuffer rest = ByteBuffer.wrap((token.secret() + "\n").getBytes(StandardCharsets.UTF_8));
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            // Replaces a link that somebody put there meanwhile, and does not follow it.
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            delete(next);
            throw unwritable(e);
        }
    }

    /** Removes the file, unless somebody else's token is in it by now. */
    void remove(AdminToken token) {
        try {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && read().equals(token.secret())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.debug("The token's file stays: {}", e.toString());
        }
    }

    /** The token in it. */
    String read() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        }
    }

    private Path folder() {
        Path folder = path.getParent();
        if (folder == null) {
            throw new Refusal("gateway.admin.tokenFile: " + path + " is not a file");
        }
        return folder;
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private Refusal unwritable(Exception why) {
        LOG.debug("The token's file cannot be written", why);
        return new Refusal("gateway.admin.tokenFile: " + path
                + " cannot be written for you alone; choose a place where files have owners and permissions");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays: {}", file, e.toString());
        }
    }
}
