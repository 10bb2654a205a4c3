package dev.trestle.mcp.builtin.command;

import java.util.List;
import java.util.Set;

/**
 * A rule that denies. Its patterns are wider than those that allow: {@code *} is any number of any arguments wherever it
 * stands, {@code --output*} anything that begins so, and {@code {path}} and the like any one argument.
 *
 * @param text as it was written
 * @param program the first word; {@code *} for any
 * @param words the others
 */
record Ban(String text, String program, List<String> words) {

    private static final String ANY = "*";

    static Ban parse(String text) {
        List<String> words = Rule.words(text);
        judge(words.get(0));
        List<String> arguments = words.subList(1, words.size());
        arguments.stream().filter(word -> !word.contains(ANY)).forEach(Slot::parse);
        if (arguments.stream().anyMatch(word -> word.indexOf('*') >= 0 && word.indexOf('*') < word.length() - 1)) {
            throw new IllegalArgumentException("* stands at the end of a word: \"" + text + "\"");
        }
        return new Ban(text.strip(), words.get(0), List.copyOf(arguments));
    }

    /** A rule that is about no program ever would be one that somebody relies on. */
    private static void judge(String program) {
        boolean relative = program.contains("/") && !program.startsWith("/");
        if (!program.equals(ANY) && (relative || program.matches(".*[*{}].*"))) {
            throw new IllegalArgumentException("\"" + program
                    + "\" is no program; a rule that denies has a bare name, a path from the root, or *");
        }
    }

    /** Whether it is about this command. The program is known by all the names that it has. */
    boolean isAbout(Set<String> names, List<String> argv) {
        return (program.equals(ANY) || names.contains(program)) && fits(argv.subList(1, argv.size()));
    }

    /** Only the last {@code *} ever has to take more than it did at first, so this is quick whatever is given. */
    private boolean fits(List<String> arguments) {
        int word = 0;
        int at = 0;
        int star = -1;
        int taken = 0;
        while (at < arguments.size()) {
            if (word < words.size() && words.get(word).equals(ANY)) {
                star = word++;
                taken = at;
            } else if (word < words.size() && mayBe(words.get(word), arguments.get(at))) {
                word++;
                at++;
            } else if (star >= 0) {
                word = star + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        return words.subList(word, words.size()).stream().allMatch(ANY::equals);
    }

    private static boolean mayBe(String word, String argument) {
        return word.endsWith(ANY)
                ? argument.startsWith(word.substring(0, word.length() - 1))
                : Slot.parse(word).mayBe(argument);
    }
}
