package dev.trestle.mcp.standalone.cli;

import dev.trestle.mcp.standalone.config.Words;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a command line apart. By hand, because every option takes exactly one value, and a library for it cost 0.2 s of
 * processor time at every start.
 */
public final class CommandLineReader {

    private static final String END_OF_OPTIONS = "--";
    private static final List<String> HELP = List.of("--help", "-h");
    private static final List<String> VERSION = List.of("--version", "-V");

    private final PrintStream out;

    /** Prints help and version to the given stream. */
    public CommandLineReader(PrintStream out) {
        this.out = out;
    }

    /** What was asked for; empty if help or the version was, and has been printed. */
    public Optional<Invocation> read(String... args) {
        // Everything after "--" belongs to somebody else, even what looks like an option of ours.
        int end = Arrays.asList(args).indexOf(END_OF_OPTIONS);
        List<String> ours = Arrays.asList(args).subList(0, end < 0 ? args.length : end);
        if (ours.isEmpty()) {
            throw new Refusal("which command? " + String.join(", ", words()) + "; see trestle --help");
        }
        if (VERSION.contains(ours.get(0))) {
            out.println("trestle " + version());
            return Optional.empty();
        }
        if (HELP.contains(ours.get(0))) {
            Usage.ofProgram().forEach(out::println);
            return Optional.empty();
        }
        Command command = command(ours.get(0));
        List<String> words = ours.subList(1, ours.size());
        if (words.stream().anyMatch(HELP::contains)) {
            Usage.of(command).forEach(out::println);
            return Optional.empty();
        }
        Optional<List<String>> backend =
                end < 0 ? Optional.empty() : Optional.of(List.of(args).subList(end + 1, args.length));
        List<String> operands =
                command.operand().map(label -> operands(command, label, words)).orElse(List.of());
        List<String> rest = words.subList(operands.size(), words.size());
        return Optional.of(new Invocation(command, options(command, rest), operands, backend));
    }

    private static List<String> operands(Command command, String label, List<String> words) {
        List<String> operands = words.stream()
                .takeWhile(word -> !word.startsWith("-"))
                .limit(command.mostWords())
                .toList();
        if (operands.isEmpty()) {
            throw new Refusal(command.word() + " needs a " + label);
        }
        return operands;
    }

    private static Map<String, String> options(Command command, List<String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String[] word = rest.next().split("=", 2);
            Option option = command.options().stream()
                    .filter(known -> known.word().equals(word[0]))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(unknown(command, word[0])));
            String value = word.length > 1 ? word[1] : next(option, rest);
            if (options.put(option.word(), value) != null) {
                throw new Refusal(option.word() + " is there twice; remove one of them");
            }
        }
        return options;
    }

    private static String next(Option option, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "";
        // An option where a value should be: the value was forgotten.
        if (value.isEmpty() || value.startsWith("--")) {
            throw new Refusal(option.word() + " needs a value");
        }
        return value;
    }

    private static String unknown(Command command, String word) {
        if (command.operand().isPresent() && !word.startsWith("-")) {
            return "unexpected \"" + word + "\"; " + command.word() + " takes one "
                    + command.operand().get();
        }
        if (!word.startsWith("-")) {
            return command.takesBackend()
                    ? "unexpected \"" + word + "\"; put -- before the command line of a server"
                    : "unexpected \"" + word + "\"; " + command.word() + " takes options only";
        }
        List<String> known = command.options().stream().map(Option::word).toList();
        return "unknown option " + word + "; "
                + Words.nearest(word, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("see trestle " + command.word() + " --help");
    }

    private static Command command(String word) {
        List<String> known = words();
        return Command.of(word)
                .orElseThrow(() -> new Refusal("unknown command \"" + word + "\"; "
                        + Words.nearest(word, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("use " + String.join(", ", known))));
    }

    private static List<String> words() {
        return Arrays.stream(Command.values()).map(Command::word).toList();
    }

    /** The version of the jar, or of a build that has none. */
    private static String version() {
        String version = CommandLineReader.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
