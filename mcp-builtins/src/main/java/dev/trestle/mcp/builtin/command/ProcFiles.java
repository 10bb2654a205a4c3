package dev.trestle.mcp.builtin.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Linux tells of processes in files, and the JDK does not. Elsewhere there is nothing of it. */
final class ProcFiles {

    private static final Path ROOT = Path.of("/proc");

    private ProcFiles() {}

    /** Whether it is there, and not only because nobody has asked how it ended. */
    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(ROOT.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name, in brackets, may have anything in it.
            return stat.startsWith(") Z", stat.lastIndexOf(')')) || stat.startsWith(") X", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false;
        }
    }

    /** All processes of ours that were started with this variable, or whose forebears were. */
    static List<ProcessHandle> startedWith(String variable) {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path each : all) {
                // Taken before the file is read: a handle knows if its number has gone to another process since.
                Optional<ProcessHandle> process =
                        ProcessHandle.of(Long.parseLong(each.getFileName().toString()));
                if (process.isPresent() && has(each.resolve("environ"), variable)) {
                    found.add(process.get());
                }
            }
        } catch (IOException | RuntimeException e) {
            return found;
        }
        return found;
    }

    private static boolean has(Path file, String wanted) {
        if (!Files.isReadable(file)) {
            return false;
        }
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted);
        } catch (IOException gone) {
            return false;
        }
    }
}
