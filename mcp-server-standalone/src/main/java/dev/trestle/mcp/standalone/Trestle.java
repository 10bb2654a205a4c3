package dev.trestle.mcp.standalone;

import dev.trestle.mcp.policy.key.ApiKey;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.standalone.admin.AdminCommands;
import dev.trestle.mcp.standalone.archive.ClassArchive;
import dev.trestle.mcp.standalone.cli.Command;
import dev.trestle.mcp.standalone.cli.CommandLineReader;
import dev.trestle.mcp.standalone.cli.Invocation;
import dev.trestle.mcp.standalone.cli.Option;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.ConfigFile;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The program. {@code docs/command-line.md} says what it understands; others script against it. */
public final class Trestle {

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private Redactor redactor;

    Trestle(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.redactor = SecretSources.early(environment);
    }

    /**
     * Runs the program and ends the JVM: with 0 when all went well, 2 after a mistake in options, file or command, and 1 if
     * it was told to stop a second time.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        PrintStream out = System.out;
        // Standard output may be the protocol: nothing else that prints may reach it.
        System.setOut(System.err);
        System.exit(new Trestle(out, System.err, System.getenv()).run(args));
    }

    /** Runs the program; the exit code. */
    int run(String... args) {
        try {
            Optional<Invocation> invocation = new CommandLineReader(out).read(args);
            return invocation.isPresent() ? run(invocation.get()) : 0;
        } catch (Refusal refusal) {
            refusal.lines().forEach(this::tell);
            return Refusal.EXIT_CODE;
        } catch (RuntimeException defect) {
            // Not a constant: whoever asks for help need not wait for logging to start.
            LoggerFactory.getLogger(Trestle.class).debug("Failed in a way that it should not", defect);
            tell("failed in a way that it should not: "
                    + redactor.redact(String.valueOf(defect).replaceAll("\\R", " "))
                    + "; --log-level debug tells more");
            return 1;
        }
    }

    private int run(Invocation invocation) {
        LaunchPlanner planner = new LaunchPlanner(environment);
        if (invocation.command() == Command.CHECK) {
            return check(planner, invocation);
        }
        if (invocation.command() == Command.KEY) {
            planner.judge(invocation);
            return makeKey(invocation.words().get(0));
        }
        if (invocation.command() == Command.APPROVALS || invocation.command() == Command.RELOAD) {
            planner.judge(invocation);
            new AdminCommands(invocation, environment).run().forEach(out::println);
            return 0;
        }
        if (invocation.command() == Command.DEMO_SERVER) {
            planner.judge(invocation);
            setLogLevel(invocation);
            return StdioServing.serveDemo();
        }
        if (invocation.command() == Command.ARCHIVE) {
            planner.judge(invocation);
            return archive(invocation);
        }
        Launch launch = planner.plan(invocation);
        redact(launch);
        setLogLevel(invocation);
        launch.warnings().forEach(this::tell);
        return invocation.command() == Command.STDIO
                ? StdioServing.serve(launch, this::tell)
                : HttpServing.serve(launch, this::tell);
    }

    private int archive(Invocation invocation) {
        Optional<String> file = invocation.option(Option.OUTPUT.word());
        if (file.isEmpty()) {
            return Rehearsal.run();
        }
        ClassArchive.make(file.get()).forEach(out::println);
        return 0;
    }

    private int check(LaunchPlanner planner, Invocation invocation) {
        String name =
                invocation.option(Option.CONFIG.word()).orElseThrow(() -> new Refusal("check needs --config FILE"));
        ConfigFile file = planner.check(invocation, name);
        Launch launch = Launch.of(file, environment);
        redact(launch);
        HttpServing.rehearse(launch);
        file.warnings().forEach(this::tell);
        file.remarks().forEach(this::tell);
        CheckReport.of(name, file).forEach(line -> out.println(redactor.redact(line)));
        return 0;
    }

    /** Whatever is told from now on goes without the secrets of this launch. */
    private void redact(Launch launch) {
        redactor = launch.redaction().redactor();
        LogSetup.redact(redactor);
    }

    /** The secret goes to standard output, where whoever asked for it looks, and nowhere else. */
    private int makeKey(String name) {
        try {
            ApiKey key = ApiKey.create(name);
            out.println("key:  " + key.secret());
            out.println("line: " + key.line());
            return 0;
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("\"" + name + "\": " + wrong.getMessage());
        }
    }

    private static void setLogLevel(Invocation invocation) {
        invocation.option(Option.LOG_LEVEL.word()).ifPresent(LogSetup::setLevel);
    }

    /** Our own words stand behind the names of settings here, and no value that is not known. */
    private void tell(String line) {
        err.println("trestle: " + redactor.withoutNames().redact(line));
    }
}
