package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Execution.Outcome.How;
import dev.trestle.mcp.builtin.command.Runs.Limits;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process, from its start until nothing of it is left. One thread does it all: it looks for output, for offspring, for
 * the time and for whoever wants an end, in turn. Reading would need two threads more, which whoever holds a pipe open could
 * keep for ever.
 */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    /** How long a process has between TERM and KILL. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long SHORTEST_PAUSE = 1;
    private static final long LONGEST_PAUSE = 16;
    private static final long LONGEST_REAPING = 2_000;
    private static final long LOOK_EVERY = Duration.ofMillis(50).toNanos();
    private static final int SHARE_OF_LOOKING = 20;

    private final Limits limits;
    private final Duration timeout;
    private final BooleanSupplier cancelled;
    private final AtomicBoolean closed = new AtomicBoolean();

    Execution(Limits limits, Duration timeout, BooleanSupplier cancelled) {
        this.limits = limits;
        this.timeout = timeout;
        this.cancelled = cancelled;
    }

    /** Ends it at once, from another thread. */
    void close() {
        closed.set(true);
    }

    /** Runs a program that was judged; blocks until it is over. */
    Outcome run(Program program, List<String> argv, Path folder, Map<String, String> environment) throws IOException {
        String mark = UUID.randomUUID().toString();
        List<String> command = new ArrayList<>(argv);
        command.set(0, program.path().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(Variables.MARK, mark);
        long start = System.nanoTime();
        Process process = start(builder);
        ProcessTree tree = new ProcessTree(process.toHandle(), Variables.MARK + "=" + mark);
        Capture out = new Capture(process.getInputStream(), limits.maxOutput());
        Capture err = new Capture(process.getErrorStream(), limits.maxOutput());
        How how = How.CANCELLED;
        boolean ended = false;
        try {
            how = watch(process, tree, out, err, start);
        } finally {
            // Also what a command leaves behind when it exits ends here, which lets go of the pipes.
            ended = tree.end(how == How.TIMEOUT || how == How.TOO_MANY_PROCESSES ? GRACE : Duration.ZERO);
        }
        if (!ended) {
            LOG.warn("not every process of a command could be ended");
        }
        while (ended && take(out, err)) {
            Thread.onSpinWait();
        }
        // The JDK may be told of the end a little later than we are.
        boolean known = exits(process, LONGEST_REAPING);
        return new Outcome(
                how,
                !known ? null : process.exitValue(),
                out.text(),
                err.text(),
                out.truncated() || err.truncated(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (UnsupportedOperationException | UncheckedIOException e) {
            throw new IOException("this machine cannot start processes", e);
        }
    }

    private How watch(Process process, ProcessTree tree, Capture out, Capture err, long start) {
        long pause = SHORTEST_PAUSE;
        long nextLook = start;
        while (true) {
            boolean moved = take(out, err);
            pause = moved ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
            if (exits(process, moved ? 0 : pause)) {
                return How.EXITED;
            }
            Optional<How> end = wanted(start);
            if (end.isPresent()) {
                return end.get();
            }
            long now = System.nanoTime();
            if (now - nextLook >= 0) {
                if (tree.look() > limits.maxProcesses()) {
                    return How.TOO_MANY_PROCESSES;
                }
                long done = System.nanoTime();
                nextLook = done + Math.max(LOOK_EVERY, SHARE_OF_LOOKING * (done - now));
            }
        }
    }

    /** Takes of both. */
    private static boolean take(Capture out, Capture err) {
        boolean some = out.take();
        return err.take() || some;
    }

    private Optional<How> wanted(long start) {
        if (closed.get()) {
            return Optional.of(How.CLOSED);
        }
        if (Thread.currentThread().isInterrupted() || cancelled.getAsBoolean()) {
            return Optional.of(How.CANCELLED);
        }
        return System.nanoTime() - start > timeout.toNanos() ? Optional.of(How.TIMEOUT) : Optional.empty();
    }

    private static boolean exits(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * How a command ended.
     *
     * @param how by what
     * @param exitCode what it said, or null if it could not be made to end
     */
    record Outcome(
            How how, @Nullable Integer exitCode, String stdout, String stderr, boolean truncated, Duration took) {

        /** By what a command ended. */
        enum How {
            /** By itself. */
            EXITED,
            /** It took too long. */
            TIMEOUT,
            /** It became too many processes. */
            TOO_MANY_PROCESSES,
            /** Nobody waits for it any more. */
            CANCELLED,
            /** The gateway stops. */
            CLOSED;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
