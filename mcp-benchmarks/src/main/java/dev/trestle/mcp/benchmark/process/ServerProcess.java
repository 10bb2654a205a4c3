package dev.trestle.mcp.benchmark.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that runs as a process, from the line in which it says where it listens until it is killed. Thread-safe. */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready (http://[^\\s/]+)");
    private static final long START_SECONDS = 60;
    private static final int TAIL = 30;

    private final Process process;
    private final CompletableFuture<URI> root = new CompletableFuture<>();
    private final Deque<String> tail = new ArrayDeque<>();

    private ServerProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread reader = new Thread(this::read, "stderr-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a program and waits until its standard error says {@code ready http://…}.
     *
     * @param command the program with its arguments
     * @return the running server
     * @throws IOException if it ends or says nothing for a minute; with what it wrote
     * @throws InterruptedException if the thread is interrupted; the program is then killed
     */
    public static ServerProcess start(List<String> command) throws IOException, InterruptedException {
        ServerProcess server = new ServerProcess(command);
        try {
            server.root.get(START_SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException | TimeoutException failed) {
            server.close();
            throw new IOException("no server came up from " + command + ": " + server.lastWords(), failed);
        } catch (InterruptedException stopped) {
            server.close();
            throw stopped;
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    root.complete(URI.create(ready.group(1)));
                }
            }
            root.completeExceptionally(new IOException("it ended"));
        } catch (IOException gone) {
            root.completeExceptionally(gone);
        }
    }

    private void keep(String line) {
        synchronized (tail) {
            tail.addLast(line);
            if (tail.size() > TAIL) {
                tail.removeFirst();
            }
        }
    }

    /**
     * Where it listens.
     *
     * @param path a path, with the slash before it
     * @return the URI
     */
    public URI uri(String path) {
        return root.join().resolve(path);
    }

    /**
     * Its process.
     *
     * @return the process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * The last lines that it wrote to standard error.
     *
     * @return the lines, joined
     */
    public String lastWords() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }

    /** Kills it and all that it started. */
    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("process " + pid() + " does not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
