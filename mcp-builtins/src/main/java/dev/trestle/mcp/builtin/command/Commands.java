package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Runs.Limits;
import dev.trestle.mcp.server.Tool;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Commands of this machine as three tools of an {@link dev.trestle.mcp.server.McpServer}: {@code command_explain} and
 * {@code command_dry_run} only look, {@code command_run} runs. No shell is ever asked; the arguments come as a list.
 *
 * <p>What may run is said by rules of one line, words with blanks between them. {@code git status} is exactly that.
 * {@code {path}} stands for a path whose real path is inside the folder of commands, {@code {int}} for digits,
 * {@code {word}} for a name, {@code {text}} for any text that does not begin with {@code -}; each may follow a fixed
 * beginning ({@code --depth={int}}) and, at the end of a rule, be followed by {@code ...} for more of the same. A {@code *}
 * at the end is any number of arguments that are no options and do not lead out. So no option is ever given that a rule does
 * not spell out. Rules that deny come first; in them {@code *} is anything, anywhere. Without rules nothing is allowed.
 *
 * <p>A command gets an environment of its own, no input, and a bounded time, output and number of processes. When it ends, by
 * itself or not, all that came of it is killed. POSIX systems only; on Linux also those of its offspring are found that left
 * their parents, unless they wiped their environment between two looks (50 ms). Thread-safe.
 */
public final class Commands implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final CommandTools tools;

    private Commands(Builder builder) {
        if (File.separatorChar == '\\') {
            throw new IllegalArgumentException("commands are for POSIX systems; Windows has no argument lists");
        }
        Jail jail = Jail.of(builder.folder);
        List<Path> folders = builder.path.stream().map(Path::of).toList();
        folders.forEach(folder -> judge(folder, jail));
        String path = folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Variables variables = new Variables(builder.environment, builder.parent, path);
        Policy policy = new Policy(jail, builder.allow, builder.deny, folders);
        Limits limits = new Limits(builder.timeout, builder.maxOutput, builder.maxConcurrent, builder.maxProcesses);
        tools = new CommandTools(jail, policy, variables, limits, builder.listener);
    }

    private static void judge(Path folder, Jail jail) {
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("folder " + folder + " of path is relative");
        }
        if (Files.exists(folder) && jail.leadsOut(folder, ".").isEmpty()) {
            throw new IllegalArgumentException(
                    "folder " + folder + " of path is inside the folder of commands, which could replace its programs");
        }
    }

    /**
     * Begins.
     *
     * @param folder where commands run, and what their paths must not leave
     * @return a builder with the defaults, which allow nothing
     */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /**
     * The tools, for a server.
     *
     * @return {@code command_explain}, {@code command_dry_run} and {@code command_run}
     */
    public List<Tool> tools() {
        return tools.all();
    }

    /**
     * Kills what runs and lets nothing start any more. Blocks until nothing is left, 3 s at most; to be called when the
     * gateway is closed.
     */
    @Override
    public void close() {
        tools.close(LONGEST_CLOSE);
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private final Path folder;
        private final List<String> allow = new ArrayList<>();
        private final List<String> deny = new ArrayList<>();
        private final List<String> environment = new ArrayList<>();
        private List<String> path = List.of("/usr/local/bin", "/usr/bin", "/bin");
        private Map<String, String> parent = System.getenv();
        private Duration timeout = Duration.ofSeconds(30);
        private int maxOutput = 1 << 20;
        private int maxConcurrent = 4;
        private int maxProcesses = 64;
        private Consumer<CommandAttempt> listener = attempt -> {};

        private Builder(Path folder) {
            this.folder = Objects.requireNonNull(folder, "folder is null");
        }

        /**
         * Adds rules that allow.
         *
         * @param rules one line each
         * @return this builder
         */
        public Builder allow(Collection<String> rules) {
            allow.addAll(rules);
            return this;
        }

        /**
         * Adds rules that allow.
         *
         * @param rules one line each
         * @return this builder
         */
        public Builder allow(String... rules) {
            return allow(List.of(rules));
        }

        /**
         * Adds rules that deny, whatever is allowed.
         *
         * @param rules one line each
         * @return this builder
         */
        public Builder deny(Collection<String> rules) {
            deny.addAll(rules);
            return this;
        }

        /**
         * Adds rules that deny, whatever is allowed.
         *
         * @param rules one line each
         * @return this builder
         */
        public Builder deny(String... rules) {
            return deny(List.of(rules));
        }

        /**
         * Adds variables that commands get from this process, and that callers may set, but for those that say where
         * something is ({@code HOME}).
         *
         * @param names of variables; none that make programs load or run something else
         * @return this builder
         */
        public Builder environment(Collection<String> names) {
            environment.addAll(names);
            return this;
        }

        /**
         * Sets where programs with bare names are looked for, once, when the tools are made; it is the {@code PATH} of
         * commands too. {@code /usr/local/bin}, {@code /usr/bin} and {@code /bin} by default.
         *
         * @param folders from the root, in order
         * @return this builder
         */
        public Builder path(Collection<String> folders) {
            path = List.copyOf(folders);
            return this;
        }

        /**
         * Sets how long a command may take, 30 s by default; then it is asked to end, and killed a second later.
         *
         * @param longest at least a millisecond
         * @return this builder
         */
        public Builder timeout(Duration longest) {
            timeout = longest;
            return this;
        }

        /**
         * Sets how much is told of what a command writes, 1 MiB by default. The rest is dropped, and the result says that
         * there was more; the command goes on.
         *
         * @param bytes of each of standard output and standard error, at least 1
         * @return this builder
         */
        public Builder maxOutput(int bytes) {
            maxOutput = bytes;
            return this;
        }

        /**
         * Sets how many commands may run at once, 4 by default; one more is refused as {@code busy}.
         *
         * @param commands at least 1
         * @return this builder
         */
        public Builder maxConcurrent(int commands) {
            maxConcurrent = commands;
            return this;
        }

        /**
         * Sets how many processes a command may start, 64 by default. They are counted every 50 ms, and with more all of them
         * are ended.
         *
         * @param processes at once, besides the first; at least 1
         * @return this builder
         */
        public Builder maxProcesses(int processes) {
            maxProcesses = processes;
            return this;
        }

        /**
         * Sets who is told of every attempt, on the thread of the call. Who throws when told {@code STARTED} keeps the command
         * from being started.
         *
         * @param told may block briefly
         * @return this builder
         */
        public Builder listener(Consumer<CommandAttempt> told) {
            listener = told;
            return this;
        }

        /** For tests: what the environment of this process is. */
        Builder parentEnvironment(Map<String, String> variables) {
            parent = Map.copyOf(variables);
            return this;
        }

        /**
         * Makes the tools.
         *
         * @return to be closed with the gateway
         * @throws IllegalArgumentException if a rule, variable, folder or bound is none, or a program is not there
         */
        public Commands build() {
            return new Commands(this);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "commands in " + folder + ", allow=" + allow + ", deny=" + deny + ", environment=" + environment
                    + ", path=" + path + ", timeout=" + timeout + ", maxOutput=" + maxOutput + ", maxConcurrent="
                    + maxConcurrent + ", maxProcesses=" + maxProcesses;
        }
    }
}
