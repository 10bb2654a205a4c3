package dev.trestle.mcp.builtin.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one argument of a rule may be: a fixed beginning, and after it one of a kind or nothing.
 *
 * @param start what it begins with, to the letter
 * @param kind what follows
 */
record Slot(String start, Kind kind) {

    private static final Pattern OPEN = Pattern.compile("[=:,@]");

    /** Reads one word of a rule. */
    static Slot parse(String word) {
        int brace = word.indexOf('{');
        if (brace < 0 && word.indexOf('}') < 0) {
            return new Slot(word, Kind.NOTHING);
        }
        String start = word.substring(0, Math.max(0, brace));
        return Arrays.stream(Kind.values())
                .filter(kind -> word.substring(start.length()).equals(kind.written()))
                .findFirst()
                .map(kind -> new Slot(start, kind))
                .orElseThrow(() -> new IllegalArgumentException("\"" + word
                        + "\" is no argument of a rule; use {path}, {int}, {word} or {text}, at the end of a word"));
    }

    /** Why an argument is not what it should be; empty if it is. */
    Optional<String> mismatch(String argument, Jail jail, Path from) {
        if (kind == Kind.NOTHING) {
            return argument.equals(start) ? Optional.empty() : Optional.of("is not " + start);
        }
        return argument.startsWith(start)
                ? kind.mismatch(argument.substring(start.length()), jail, from)
                : Optional.of("does not begin with " + start);
    }

    /** The same where a rule denies: there every kind is anything, so that no spelling slips through. */
    boolean mayBe(String argument) {
        return kind == Kind.NOTHING ? argument.equals(start) : argument.startsWith(start);
    }

    /** Kinds of arguments. None of them can be an option. */
    enum Kind {
        /** No more than the beginning. */
        NOTHING,
        /** A path that is inside. */
        PATH,
        /** Digits. */
        INT,
        /** A name. */
        WORD,
        /** Any text that is seen. */
        TEXT,
        /** What {@code *} takes: like a path, and so is each part that a program may take for one. */
        ANY;

        private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

        private String written() {
            return this == NOTHING || this == ANY ? "" : "{" + name().toLowerCase(Locale.ROOT) + "}";
        }

        Optional<String> mismatch(String text, Jail jail, Path from) {
            if (text.startsWith("-")) {
                return Optional.of("begins with -, and no option is allowed here");
            }
            return switch (this) {
                case NOTHING -> text.isEmpty() ? Optional.empty() : Optional.of("is too long");
                case TEXT -> Optional.empty();
                case INT ->
                    DIGITS.matcher(text).matches()
                            ? jail.leadsOut(from, text)
                            : Optional.of("is no number of 1 to 18 digits");
                // A name may be that of a link.
                case WORD ->
                    NAME.matcher(text).matches()
                            ? jail.leadsOut(from, text)
                            : Optional.of("is no name: letters,"
                                    + " digits and _ . - only, and neither . nor - at its beginning");
                case PATH -> path(text, jail, from);
                case ANY -> path(text, jail, from).or(() -> parts(text, jail, from));
            };
        }

        private static Optional<String> path(String text, Jail jail, Path from) {
            return text.isEmpty()
                    ? Optional.of("is empty")
                    : Characters.misleading(text).map(odd -> "has " + odd).or(() -> jail.leadsOut(from, text));
        }

        private static Optional<String> parts(String text, Jail jail, Path from) {
            return OPEN.splitAsStream(text)
                    .filter(part -> !part.isEmpty())
                    .map(part -> path(part, jail, from))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
    }
}
