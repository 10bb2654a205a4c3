package dev.trestle.mcp.testkit.subject;

import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that is a program. It is ready when it prints a line that holds its URL; on Linux its gauges are its threads,
 * descriptors and child processes. Thread-safe.
 */
public final class CommandSubject implements McpSubject {

    /** How Trestle says that it is ready; the first group is the URL. */
    public static final Pattern TRESTLE_READY = Pattern.compile("trestle: ready (\\S+)");

    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 10;
    private static final long SLACK = 16;

    private final ProcessBuilder command;
    private final Pattern ready;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Process> running = new AtomicReference<>();

    private CommandSubject(ProcessBuilder command, Pattern ready) {
        this.command = command;
        this.ready = ready;
    }

    /**
     * A program that says as Trestle does that it is ready.
     *
     * @param command the program and its arguments
     * @return the subject, not started
     */
    public static CommandSubject of(String... command) {
        return of(new ProcessBuilder(command), TRESTLE_READY);
    }

    /**
     * A program.
     *
     * @param command the program, its arguments, environment and directory
     * @param ready matches within the line of either stream that says it is ready; the first group is the URL
     * @return the subject, not started
     */
    public static CommandSubject of(ProcessBuilder command, Pattern ready) {
        return new CommandSubject(command, ready);
    }

    @Override
    public URI start() {
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.command().get(0), e);
        }
        running.set(process);
        read(process.getErrorStream());
        read(process.getInputStream());
        Await.until(
                "the ready line of " + command.command().get(0), START, () -> readyUrl() != null || !process.isAlive());
        String url = readyUrl();
        if (url == null) {
            throw new AssertionError("the server ended before it was ready, with exit code " + process.exitValue()
                    + " and these lines: " + log);
        }
        return URI.create(url);
    }

    /**
     * Every line of both streams so far.
     *
     * @return those of each stream in order
     */
    public List<String> log() {
        return List.copyOf(log);
    }

    /**
     * The program's process.
     *
     * @return to be signalled or looked at
     * @throws IllegalStateException if it was not started
     */
    public Process process() {
        Process process = running.get();
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        Path proc = Path.of("/proc", Long.toString(process().pid()));
        return Map.of(
                "childProcesses",
                () -> process().descendants().count(),
                "threads",
                () -> entries(proc.resolve("task")),
                "descriptors",
                () -> entries(proc.resolve("fd")));
    }

    /**
     * Some threads and descriptors more: pools fill up, and connections of clients are kept for a while.
     *
     * @return 16 of each, and no child process
     */
    @Override
    public Allowance allowance() {
        return Allowance.NONE.growth("threads", SLACK).growth("descriptors", SLACK);
    }

    @Override
    public Optional<List<String>> printed() {
        return Optional.of(log());
    }

    /** Asks the program to end, and kills it and its children if it has not within 10 s. */
    @Override
    public void close() {
        Process process = running.get();
        if (process == null) {
            return;
        }
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private @Nullable String readyUrl() {
        return log.stream()
                .map(ready::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse(null);
    }

    private void read(InputStream in) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                        for (String line = text.readLine(); line != null; line = text.readLine()) {
                            log.add(line);
                        }
                    } catch (IOException e) {
                        // A killed process closes its streams in its own way; the end is the end.
                    }
                },
                "command-subject-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private static long entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        } catch (IOException e) {
            return 0;
        }
    }
}
