package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.config.NearestWord;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Takes a command line apart. */
final class CommandLineReader {

    private static final String END_OF_OPTIONS = "--";
    private static final List<String> HELP = List.of("--help", "-h");
    private static final List<String> VERSION = List.of("--version", "-V");

    private final PrintStream out;

    /** Prints help and version to the given stream. */
    CommandLineReader(PrintStream out) {
        this.out = out;
    }

    /** What was asked for; empty if help or the version was, and has been printed. */
    Optional<Invocation> read(String... args) {
        // Everything after "--" belongs to somebody else, even what looks like an option of ours.
        int end = Arrays.asList(args).indexOf(END_OF_OPTIONS);
        List<String> ours = Arrays.asList(args).subList(0, end < 0 ? args.length : end);
        if (ours.isEmpty()) {
            throw new Refusal("which command? serve, stdio, demo-server or check; see trestle --help");
        }
        if (VERSION.contains(ours.get(0))) {
            out.println("trestle " + version());
            return Optional.empty();
        }
        if (HELP.contains(ours.get(0))) {
            program().usage(out);
            return Optional.empty();
        }
        Command command = command(ours.get(0));
        Optional<List<String>> backend =
                end < 0 ? Optional.empty() : Optional.of(List.of(args).subList(end + 1, args.length));
        return invocation(command, ours.subList(1, ours.size()), backend);
    }

    private Optional<Invocation> invocation(Command command, List<String> words, Optional<List<String>> backend) {
        CommandLine line = new CommandLine(spec(command)).setOverwrittenOptionsAllowed(false);
        ParseResult parsed = parse(command, line, words);
        if (parsed.hasMatchedOption(HELP.get(0))) {
            line.usage(out);
            return Optional.empty();
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Option option : command.options()) {
            if (parsed.hasMatchedOption(option.word())) {
                options.put(option.word(), parsed.matchedOptionValue(option.word(), ""));
            }
        }
        return Optional.of(new Invocation(command, options, backend));
    }

    private static ParseResult parse(Command command, CommandLine line, List<String> words) {
        try {
            return line.parseArgs(words.toArray(new String[0]));
        } catch (UnmatchedArgumentException unknown) {
            throw new Refusal(unknown(command, unknown.getUnmatched().get(0)));
        } catch (MissingParameterException missing) {
            throw new Refusal(missing.getMissing().stream()
                            .map(arg -> ((OptionSpec) arg).longestName())
                            .findFirst()
                            .orElse("an option")
                    + " needs a value");
        } catch (OverwrittenOptionException twice) {
            throw new Refusal(
                    ((OptionSpec) twice.getOverwritten()).longestName() + " is there twice; remove one of them");
        } catch (ParameterException other) {
            throw new Refusal(
                    String.valueOf(other.getMessage()).lines().findFirst().orElse("cannot read the options"));
        }
    }

    private static String unknown(Command command, String word) {
        if (!word.startsWith("-")) {
            return command.takesBackend()
                    ? "unexpected \"" + word + "\"; put -- before the command line of a server"
                    : "unexpected \"" + word + "\"; " + command.word() + " takes options only";
        }
        String option = word.split("=", 2)[0];
        List<String> known = command.options().stream()
                .filter(Option::isAvailable)
                .map(Option::word)
                .toList();
        return "unknown option " + option + "; "
                + NearestWord.of(option, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("see trestle " + command.word() + " --help");
    }

    private static Command command(String word) {
        List<String> known = Arrays.stream(Command.values()).map(Command::word).toList();
        return Command.of(word)
                .orElseThrow(() -> new Refusal("unknown command \"" + word + "\"; "
                        + NearestWord.of(word, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("use " + String.join(", ", known))));
    }

    private static CommandLine program() {
        CommandSpec spec = CommandSpec.create().name("trestle");
        spec.usageMessage()
                .customSynopsis("trestle COMMAND [OPTIONS] [-- SERVER ARGS…]")
                .description("Serves MCP servers that speak stdio to clients that speak Streamable HTTP.")
                .footer("", "trestle COMMAND --help explains one command; trestle --version tells the version.");
        for (Command command : Command.values()) {
            spec.addSubcommand(command.word(), new CommandLine(spec(command)));
        }
        return new CommandLine(spec);
    }

    private static CommandSpec spec(Command command) {
        CommandSpec spec = CommandSpec.create().name("trestle " + command.word());
        String backend = command.takesBackend() ? " [-- SERVER ARGS…]" : "";
        spec.usageMessage()
                .customSynopsis("trestle " + command.word() + " [OPTIONS]" + backend)
                .description(command.meaning())
                .sortOptions(false);
        for (Option option : command.options()) {
            spec.addOption(OptionSpec.builder(option.word())
                    .paramLabel(option.label())
                    .type(String.class)
                    .arity("1")
                    .description(option.meaning())
                    .hidden(!option.isAvailable())
                    .build());
        }
        spec.addOption(OptionSpec.builder(HELP.toArray(new String[0]))
                .usageHelp(true)
                .description("Show this text.")
                .build());
        return spec;
    }

    /** The version of the jar, or of the build that has none. */
    static String version() {
        String version = CommandLineReader.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
