package dev.trestle.mcp.builtin.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A program that a rule names, found once: not where a command runs, and not again when something else has its name.
 *
 * @param path where it was found; this is started, because some programs go by the name that they are started by
 * @param real what that was then
 */
record Program(Path path, Path real) {

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final Set<Integer> MACH_O =
            Set.of(0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0xbebafeca);

    /** Finds what a rule names: a bare name in the folders, or a path that is absolute. */
    static Program find(String name, List<Path> folders) {
        if (!name.contains("/")) {
            return folders.stream()
                    .map(folder -> folder.resolve(name))
                    .filter(Files::isExecutable)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .map(Program::at)
                    .orElseThrow(() -> new IllegalArgumentException("there is no program " + name + " in "
                            + folders.stream().map(Path::toString).toList()));
        }
        Path path = Path.of(name);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(
                    "program " + name + " is relative; a rule has a bare name, or a path from the root");
        }
        return at(path);
    }

    private static Program at(Path path) {
        try {
            Program found = new Program(path, path.toRealPath());
            found.unusable().ifPresent(why -> {
                throw new IllegalArgumentException("program " + path + " " + why);
            });
            return found;
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no program " + path, e);
        }
    }

    /** All names that a rule may mean it by. */
    Set<String> names(String asked) {
        Set<String> names = new HashSet<>(List.of(asked, path.toString(), real.toString()));
        names.add(String.valueOf(path.getFileName()));
        names.add(String.valueOf(real.getFileName()));
        return names;
    }

    /**
     * Why it cannot be started now; empty if it can. What is neither a program nor a script that names its interpreter would
     * be given to a shell by the JDK.
     */
    Optional<String> unusable() {
        try {
            if (!path.toRealPath().equals(real)) {
                return Optional.of("is another file than when the gateway was started");
            }
            if (!Files.isRegularFile(real) || !Files.isExecutable(real)) {
                return Optional.of("cannot be executed");
            }
            return isProgram(real) ? Optional.empty() : Optional.of("is neither a program nor a script with #!");
        } catch (IOException e) {
            return Optional.of("is not there any more, or cannot be read");
        }
    }

    private static boolean isProgram(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        }
        if (start.length < 4) {
            return false;
        }
        int word = ByteBuffer.wrap(start).getInt();
        boolean script = start[0] == '#' && start[1] == '!';
        return script || Arrays.equals(start, ELF) || MACH_O.contains(word);
    }
}
