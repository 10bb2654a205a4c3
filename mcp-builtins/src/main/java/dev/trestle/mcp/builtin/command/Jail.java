package dev.trestle.mcp.builtin.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder in which commands run. Whether something is inside is asked of its real path, at the time of asking. */
final class Jail {

    private final Path root;

    private Jail(Path root) {
        this.root = root;
    }

    static Jail of(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return new Jail(real);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder of commands is not there, or cannot be read", e);
        }
        throw new IllegalArgumentException("the folder of commands is no folder");
    }

    Path root() {
        return root;
    }

    boolean holds(Path real) {
        return real.startsWith(root);
    }

    /** The real folder that a command is to run in. */
    Path folder(@Nullable String cwd) throws Refused {
        String wanted = cwd == null ? "." : cwd;
        Optional<String> odd = Characters.unseen(wanted).or(() -> Characters.misleading(wanted));
        if (odd.isPresent()) {
            throw new Refused("cwd has " + odd.get());
        }
        Path real;
        try {
            Path given = Path.of(wanted);
            if (given.isAbsolute()) {
                throw new Refused("cwd must be relative to the folder of commands");
            }
            real = root.resolve(given).toRealPath();
        } catch (IOException | InvalidPathException e) {
            throw new Refused("cwd is not there");
        }
        if (!holds(real)) {
            throw new Refused("cwd leads out of the folder of commands");
        }
        if (!Files.isDirectory(real)) {
            throw new Refused("cwd is no folder");
        }
        return real;
    }

    /** A real folder as callers know it. */
    String shown(Path real) {
        String inside = root.relativize(real).toString();
        return inside.isEmpty() ? "." : inside;
    }

    /**
     * Why a path is not certainly inside. Of one that is not there, what is there of it has to be inside, and the rest must
     * not go up again: a program may take it for another than the kernel does.
     */
    Optional<String> leadsOut(Path from, String argument) {
        try {
            Path path = from.resolve(argument);
            while (path != null) {
                Optional<Path> real = real(path);
                if (real.isPresent()) {
                    return holds(real.get()) ? Optional.empty() : Optional.of("leads out of the folder of commands");
                }
                Path last = path.getFileName();
                if (last == null || last.toString().equals("..") || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    // The last of these is a link to nothing: whoever creates what it names creates it elsewhere.
                    return Optional.of("leads nowhere that could be checked");
                }
                path = path.getParent();
            }
            return Optional.of("leads nowhere that could be checked");
        } catch (IOException | InvalidPathException e) {
            return Optional.of("cannot be checked");
        }
    }

    private static Optional<Path> real(Path path) throws IOException {
        try {
            return Optional.of(path.toRealPath());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** A command is not to be run, and why. Nothing has been started. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }

        /** One phrase for the caller. */
        String why() {
            return Objects.requireNonNull(getMessage(), "it is made with a reason");
        }
    }
}
