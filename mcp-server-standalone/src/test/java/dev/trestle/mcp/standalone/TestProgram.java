package dev.trestle.mcp.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The program as a process of its own. */
final class TestProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "\0";

    private final Process process;
    private final Writer stdin;
    private final BlockingQueue<String> stdout = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> stderr = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();

    private TestProgram(Process process) {
        this.process = process;
        this.stdin = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        drain("stdout", process.inputReader(StandardCharsets.UTF_8), stdout);
        drain("stderr", process.errorReader(StandardCharsets.UTF_8), stderr);
    }

    static TestProgram start(String... args) throws IOException {
        return start(Map.of(), args);
    }

    static TestProgram start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                // A build in the background of a shell ignores INT, and its children would too.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Trestle.class.getName()));
        command.addAll(List.of(args));
        return start(environment, command);
    }

    /** The program, started by a command line that is somebody else's. */
    static TestProgram start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(LaunchPlanner.variables());
        builder.environment().putAll(environment);
        return new TestProgram(builder.start());
    }

    private static void drain(String name, BufferedReader reader, BlockingQueue<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        reader.lines().forEach(lines::add);
                    } catch (UncheckedIOException | IOException e) {
                        // The process is gone.
                    }
                    lines.add(END);
                },
                "test-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the ready line; the URL of the default view. */
    String awaitReady() {
        String line = awaitError(text -> text.startsWith("trestle: ready "));
        return line.split(" ")[2];
    }

    /** Waits for a line on standard error. */
    String awaitError(Predicate<String> wanted) {
        while (true) {
            String line = next(stderr);
            if (line.equals(END)) {
                throw new AssertionError("standard error ended with: " + told);
            }
            told.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    void send(String line) throws IOException {
        stdin.write(line + "\n");
        stdin.flush();
    }

    void closeStdin() throws IOException {
        stdin.close();
    }

    /** The next line of standard output. */
    String nextOutput() {
        return next(stdout);
    }

    /** All lines of standard output that were not taken yet, when it has ended. */
    List<String> restOfOutput() {
        return rest(stdout);
    }

    /** All lines of standard error, when it has ended. */
    List<String> allErrors() {
        told.addAll(rest(stderr));
        return List.copyOf(told);
    }

    /** The first of TERM or the like. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for the exit code, for so long. */
    int exitCode(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the program runs after " + within + "; it told " + told);
        }
        return process.exitValue();
    }

    int exitCode() throws InterruptedException {
        return exitCode(PATIENCE);
    }

    /** What the operating system says of it, in a file of {@code /proc}. */
    String seen(String file) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
    }

    /** What it has started, and what those have. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = descendants();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static List<String> rest(BlockingQueue<String> lines) {
        List<String> rest = new ArrayList<>();
        for (String line = next(lines); !line.equals(END); line = next(lines)) {
            rest.add(line);
        }
        return rest;
    }

    private static String next(BlockingQueue<String> lines) {
        try {
            String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line within " + PATIENCE);
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
