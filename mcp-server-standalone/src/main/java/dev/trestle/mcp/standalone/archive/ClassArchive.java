package dev.trestle.mcp.standalone.archive;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Makes an archive of the classes that a start needs: another JVM goes through a start ({@code trestle archive}) and writes
 * what it has loaded when it ends. The archive is good for this very JVM and jar, and is ignored by others.
 */
public final class ClassArchive {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int LINES_TOLD = 5;

    private ClassArchive() {}

    /**
     * Makes one, and puts it in place when it is whole: a JVM crashes on part of one.
     *
     * @param name the file, which is replaced
     * @return what whoever asked for it is told
     * @throws Refusal if there is none in the end
     */
    public static List<String> make(String name) {
        Path jar = RunningJava.home();
        if (!Files.isRegularFile(jar)) {
            throw new Refusal("archive needs the program in one jar, not as classes in " + jar);
        }
        Path file = writable(name);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        int version = Runtime.version().feature();
        try {
            rehearse(ArchiveOptions.of(version, part).making(), jar, part);
            long bytes = Files.size(part);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            List<String> use = new ArrayList<>(ArchiveOptions.of(version, file).using());
            use.addAll(List.of("-jar", jar.toString(), "serve"));
            return List.of(
                    "archive: " + file + " (" + bytes + " bytes)",
                    "use it: java " + use.stream().map(ClassArchive::quoted).collect(Collectors.joining(" ")));
        } catch (IOException e) {
            throw new Refusal("--output " + file + " cannot be written: " + e.getMessage());
        } finally {
            delete(part);
        }
    }

    private static Path writable(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw new Refusal("--output " + file + " must be a file in a folder that exists");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new Refusal("--output \"" + name + "\" is not a path");
        }
    }

    /** As a shell understands it. */
    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void rehearse(List<String> making, Path jar, Path part) throws IOException {
        List<String> command = new ArrayList<>(List.of(RunningJava.command()));
        command.addAll(making);
        command.addAll(List.of("-jar", jar.toString(), "archive"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        process.getOutputStream().close();
        List<String> last = lastLines(process);
        int code = process.onExit().join().exitValue();
        if (code != 0 || !Files.isRegularFile(part)) {
            List<String> told = new ArrayList<>(List.of(
                    "no archive was made; Java " + Runtime.version() + " ended with exit code " + code + " and said:"));
            told.addAll(last);
            throw new Refusal(told);
        }
    }

    private static List<String> lastLines(Process process) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last.add(line);
                if (last.size() > LINES_TOLD) {
                    last.remove();
                }
            }
        }
        return List.copyOf(last);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Left behind, and replaced by the next one.
        }
    }
}
