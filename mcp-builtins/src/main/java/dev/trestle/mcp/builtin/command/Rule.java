package dev.trestle.mcp.builtin.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A rule that allows: the words of a command, one slot each; the last may be repeated.
 *
 * @param text as it was written
 * @param program the first word
 * @param slots the others
 * @param rest what any number of further arguments may be; empty if there may be none
 */
record Rule(String text, String program, List<Slot> slots, Optional<Slot> rest) {

    private static final String MORE = "...";

    static Rule parse(String text) {
        List<String> words = words(text);
        String program = words.get(0);
        if (program.matches(".*[*{}].*") || program.startsWith("-")) {
            throw new IllegalArgumentException("\"" + program + "\" is no program; a rule names one, and no pattern");
        }
        List<Slot> slots = new ArrayList<>();
        Optional<Slot> rest = Optional.empty();
        for (String word : words.subList(1, words.size())) {
            if (rest.isPresent()) {
                throw new IllegalArgumentException("nothing can follow * or ...");
            }
            if (word.equals("*")) {
                rest = Optional.of(new Slot("", Slot.Kind.ANY));
                continue;
            }
            rest = repeated(word);
            slots.add(rest.orElseGet(() -> slot(word)));
        }
        return new Rule(text.strip(), program, List.copyOf(slots), rest);
    }

    /** The words of a line; refuses what cannot be seen in it. */
    static List<String> words(String text) {
        Characters.unseen(text).ifPresent(odd -> {
            throw new IllegalArgumentException("a rule has " + odd);
        });
        List<String> words = Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a rule is empty");
        }
        return words;
    }

    private static Optional<Slot> repeated(String word) {
        if (!word.endsWith(MORE)) {
            return Optional.empty();
        }
        Slot slot = slot(word.substring(0, word.length() - MORE.length()));
        if (slot.kind() == Slot.Kind.NOTHING) {
            throw new IllegalArgumentException("... follows a pattern such as {path}, not \"" + word + "\"");
        }
        return Optional.of(slot);
    }

    private static Slot slot(String word) {
        if (word.contains("*")) {
            throw new IllegalArgumentException(
                    "* stands alone at the end of a rule that allows, not in \"" + word + "\"");
        }
        return Slot.parse(word);
    }

    /** The first argument that does not fit; empty if all do. */
    Optional<Mismatch> mismatch(List<String> argv, Jail jail, Path from) {
        if (!argv.get(0).equals(program)) {
            return Optional.of(new Mismatch(0, "no rule is about it"));
        }
        for (int at = 1; at < argv.size(); at++) {
            Optional<Slot> slot = at <= slots.size() ? Optional.of(slots.get(at - 1)) : rest;
            Optional<String> why = slot.isEmpty()
                    ? Optional.of("is one more than the rule has")
                    : slot.get().mismatch(argv.get(at), jail, from);
            if (why.isPresent()) {
                return Optional.of(new Mismatch(at, why.get()));
            }
        }
        return argv.size() <= slots.size() ? Optional.of(new Mismatch(argv.size(), "is missing")) : Optional.empty();
    }

    /** Why a rule does not fit: which argument, and what is wrong with it. */
    record Mismatch(int at, String why) {

        String told() {
            return "argv[" + at + "] " + why;
        }
    }
}
