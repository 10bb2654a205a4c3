package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.stdio.pipe.SharedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A child process with its place, its descendants and the end of its stderr. */
final class Child {

    private static final SharedReader STDERR =
            new SharedReader(task -> StdioThreads.startPump("trestle-stdio-stderr", task));
    private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();

    /** What the shell calls the signals that end processes, by the exit code that they make. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            129, "SIGHUP", 130, "SIGINT", 131, "SIGQUIT", 134, "SIGABRT", 137, "SIGKILL", 139, "SIGSEGV", 141,
            "SIGPIPE", 143, "SIGTERM");

    private final String server;
    private final Process process;
    private final ChildLimit.Place place;
    private final ProcessTree tree;
    private final StderrTail stderr;

    private Child(String server, Process process, ChildLimit.Place place, StderrTail stderr) {
        this.server = server;
        this.process = process;
        this.place = place;
        this.tree = new ProcessTree(process);
        this.stderr = stderr;
    }

    /** Starts the process and begins to read its stderr. The place is given back by {@link #release}, or if this throws. */
    static Child start(
            String server, ChildCommand command, ChildOptions options, SecretMask mask, ChildLimit.Place place) {
        Process process;
        try {
            process = command.start(server);
        } catch (RuntimeException | Error e) {
            place.giveBack();
            throw e;
        }
        StderrTail stderr = new StderrTail(server, process.getErrorStream(), options, mask);
        Child child = new Child(server, process, place, stderr);
        RUNNING.add(child);
        try {
            STDERR.add(stderr);
        } catch (RuntimeException | Error e) {
            child.tree.kill();
            child.release();
            throw e;
        }
        var unused = process.onExit().thenRun(() -> {
            STDERR.remove(stderr);
            stderr.finish();
        });
        return child;
    }

    static void killAll() {
        RUNNING.forEach(child -> child.tree.kill());
    }

    String threadName(String part) {
        return "trestle-stdio-" + server + "-" + process.pid() + "-" + part;
    }

    Process process() {
        return process;
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    InputStream stdout() {
        return process.getInputStream();
    }

    ProcessTree tree() {
        return tree;
    }

    StderrTail stderr() {
        return stderr;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Why it is not there any more; its own stderr is the best explanation that there is. */
    McpReply.Failure failure() {
        if (isAlive()) {
            return TrestleError.BACKEND_LOST.failure(
                    "Server '" + server + "' closed its standard streams while it was needed" + lastLines());
        }
        int code = process.exitValue();
        String signal = SIGNALS.containsKey(code) ? " (killed by " + SIGNALS.get(code) + ")" : "";
        return TrestleError.BACKEND_EXITED.failure(
                "Server '" + server + "' exited with code " + code + signal + lastLines());
    }

    private String lastLines() {
        List<String> lines = stderr.lines();
        return lines.isEmpty()
                ? "; it wrote nothing to stderr"
                : "; last lines of its stderr:\n" + String.join("\n", lines);
    }

    /** A process that not even KILL ends, because it hangs in the kernel, keeps its place. */
    void releaseWhenGone() {
        if (isAlive()) {
            var unused = process.onExit().thenRun(this::release);
        } else {
            release();
        }
    }

    /** Nothing of it is left. */
    void release() {
        RUNNING.remove(this);
        place.giveBack();
        closeQuietly();
    }

    /** A process that escaped may still hold the other ends of the pipes; ours must not stay open for that. */
    private void closeQuietly() {
        try {
            process.getInputStream().close();
            process.getErrorStream().close();
        } catch (IOException e) {
            // They are closed for good either way.
        }
    }
}
