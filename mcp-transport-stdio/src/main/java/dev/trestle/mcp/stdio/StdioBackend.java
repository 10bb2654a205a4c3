package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that is a program: each session gets a process of its own, which ends with the session, by itself or not,
 * together with everything it started. On Windows name scripts with their extension ({@code npx.cmd}).
 *
 * <pre>{@code
 * McpGateway.builder().backend("files", StdioBackend.command("npx", "-y", "some-server").build())
 * }</pre>
 */
public final class StdioBackend implements BackendFactory {

    private final ChildCommand command;
    private final ChildOptions options;
    private final ChildLimit children;
    private final BackendEra era;
    private volatile @Nullable ServerOpener attached;

    private StdioBackend(ChildCommand command, ChildOptions options, ChildLimit children, BackendEra era) {
        this.command = command;
        this.options = options;
        this.children = children;
        this.era = era;
    }

    /**
     * Begins a backend.
     *
     * @param words the command and its arguments, given to the program as they are, without a shell
     * @return its builder
     */
    public static Builder command(String... words) {
        return command(List.of(words));
    }

    /**
     * Begins a backend.
     *
     * @param words the command and its arguments, given to the program as they are, without a shell
     * @return its builder
     */
    public static Builder command(List<String> words) {
        return new Builder(words);
    }

    @Override
    public void attach(BackendContext context) {
        ChildLinks links = new ChildLinks(command, options, children, context);
        attached = new ServerOpener(links, context, options.link(), era);
    }

    /**
     * Starts a process and completes the handshake with it.
     *
     * @param peer the client's end
     * @return the session. Fails with {@code busy} if {@code maxChildren} processes run, {@code backend_unavailable} if the
     *     command cannot be started, {@code backend_exited} if it exits instead of answering
     */
    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return opener().open(peer);
    }

    /**
     * Starts a process and finds out whether it speaks 2026-07-28.
     *
     * @param principal whose calls are going to be its: a process is nobody else's
     * @return the server, or empty if it is one with sessions; fails as {@link #open} does
     */
    @Override
    public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return opener().openStateless();
    }

    private ServerOpener opener() {
        ServerOpener opener = attached;
        if (opener == null) {
            throw new IllegalStateException("a StdioBackend works only as a part of a gateway");
        }
        return opener;
    }

    /** Its bounds; not the command, whose arguments and environment may be secrets. */
    @Override
    public String toString() {
        return "StdioBackend[" + options + ", " + era + "]";
    }

    /** Collects the options of a {@link StdioBackend}. Not thread-safe. */
    public static final class Builder {
        private final List<String> words;
        private Map<String, String> env = Map.of();
        private @Nullable Path cwd;
        private int maxLine = 16 << 20;

        /** Four bodies of what a request over HTTP may have by default; with less than one, each long call would keep out all others. */
        private int stdinQueue = 16 << 20;

        private int stderrLines = 20;
        private int stderrBytes = 4096;
        private Duration stopGrace = Duration.ofSeconds(2);
        private Duration startTimeout = LinkLimits.DEFAULT.startTimeout();
        private int maxPending = LinkLimits.DEFAULT.maxPending();
        private int maxQuestions = LinkLimits.DEFAULT.maxQuestions();
        private ChildLimit children = ChildLimit.DEFAULT;
        private Duration probeTimeout = LinkLimits.DEFAULT.probeTimeout();
        private BackendEra era = BackendEra.AUTO;

        private Builder(List<String> words) {
            this.words = List.copyOf(words);
        }

        /**
         * Sets environment variables; the process inherits all others. Their values are masked in error messages.
         *
         * @param variables names and values
         * @return this builder
         */
        public Builder env(Map<String, String> variables) {
            env = Map.copyOf(variables);
            return this;
        }

        /**
         * Sets the working directory; that of this process by default.
         *
         * @param directory an existing directory
         * @return this builder
         */
        public Builder cwd(Path directory) {
            cwd = directory;
            return this;
        }

        /**
         * Sets how long a line of the process may be; 16 MiB by default. A longer one is skipped and counted, and
         * the call that it answers fails.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder maxLine(int bytes) {
            maxLine = bytes;
            return this;
        }

        /**
         * Sets how much may wait for the process to read its stdin; 16 MiB by default. What is sent beyond that fails with
         * {@code busy}. One message is always taken if nothing waits, however long it is; one that is longer than this keeps
         * out all others until the process has read it, so let it be several times what a client may send at once.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder stdinQueue(int bytes) {
            stdinQueue = bytes;
            return this;
        }

        /**
         * Sets how much of the end of stderr is kept for error messages; 20 lines and 4 KiB by default. A line is cut
         * after 1 KiB.
         *
         * @param lines at least 1
         * @param bytes at least 1
         * @return this builder
         */
        public Builder stderrTail(int lines, int bytes) {
            stderrLines = lines;
            stderrBytes = bytes;
            return this;
        }

        /**
         * Sets how long each step of stopping waits at most: between closing stdin and TERM, and between TERM and KILL; 2 s
         * by default. A session that is closed with a grace waits half of that, if it is less.
         *
         * @param step zero or more
         * @return this builder
         */
        public Builder stopGrace(Duration step) {
            stopGrace = step;
            return this;
        }

        /**
         * Sets how long a new process may take to answer {@code initialize}; 60 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder startTimeout(Duration timeout) {
            startTimeout = timeout;
            return this;
        }

        /**
         * Sets how many calls may wait for one process to answer; 1,024 by default. More are refused as {@code busy}.
         *
         * @param calls at least 1
         * @return this builder
         */
        public Builder maxPending(int calls) {
            maxPending = calls;
            return this;
        }

        /**
         * Sets how many questions of one process may wait for its client; 64 by default. More are refused as {@code busy}.
         *
         * @param questions at least 1
         * @return this builder
         */
        public Builder maxQuestions(int questions) {
            maxQuestions = questions;
            return this;
        }

        /**
         * Sets how many processes may run at once. By default this backend shares {@link ChildLimit#DEFAULT}, of 64, with all
         * others of this JVM that were given none, because processes are the machine's and not one backend's.
         *
         * @param limit a limit of its own, or one that it shares with others
         * @return this builder
         */
        public Builder children(ChildLimit limit) {
            children = limit;
            return this;
        }

        /**
         * Sets how long a new process may take to answer {@code server/discover}, before it is taken for one that speaks no
         * version without sessions; 15 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder probeTimeout(Duration timeout) {
            probeTimeout = timeout;
            return this;
        }

        /**
         * Sets which era the program speaks; {@link BackendEra#AUTO} by default, so that each client gets its own if the
         * program has it.
         *
         * @param known what is known of it
         * @return this builder
         */
        public Builder era(BackendEra known) {
            era = known;
            return this;
        }

        /**
         * Makes the backend. Nothing is started yet.
         *
         * @return the backend, for one gateway
         * @throws IllegalArgumentException if the command is empty or an option is out of its range
         */
        public StdioBackend build() {
            LinkLimits link = new LinkLimits(maxPending, maxQuestions, startTimeout, probeTimeout);
            ChildOptions options = new ChildOptions(maxLine, stdinQueue, stderrLines, stderrBytes, stopGrace, link);
            return new StdioBackend(new ChildCommand(words, env, cwd), options, children, era);
        }
    }
}
