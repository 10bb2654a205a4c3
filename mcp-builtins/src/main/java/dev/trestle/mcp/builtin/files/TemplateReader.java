package dev.trestle.mcp.builtin.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a template from its text. An instance reads one. */
final class TemplateReader {

    private static final String FENCE = "---";
    private static final String ARGUMENT_FORM =
            "write an argument like \"arg count (integer, required): how many\" or \"arg style (formal|friendly): how\"";
    private static final Pattern DESCRIPTION = Pattern.compile("description\\s*:\\s*(.*)");
    private static final Pattern ARGUMENT =
            Pattern.compile("arg\\s+([A-Za-z_][A-Za-z0-9_-]{0,63})\\s*\\(([^()]*)\\)\\s*:\\s*(.*)");
    private static final Pattern PLACE = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_-]{0,63})\\s*\\}\\}");

    private final String file;
    private final List<TemplateArgument> arguments = new ArrayList<>();
    private final List<Template.Piece> pieces = new ArrayList<>();
    private String description = "";

    private TemplateReader(String file) {
        this.file = file;
    }

    /**
     * Reads one.
     *
     * @param file the file's name, which ends with {@code .md}
     * @param text what is in it
     * @param mostCharacters how many it may have when it is filled in
     * @throws IllegalArgumentException if it is none; the message has the file, the line and what to change
     */
    static Template read(String file, String text, long mostCharacters) {
        TemplateReader reader = new TemplateReader(file);
        String plain = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
        List<String> lines = Arrays.asList(plain.split("\n", -1));
        int first = reader.head(lines);
        reader.body(lines, first);
        String name = file.substring(0, file.length() - ".md".length());
        return new Template(
                name, reader.description, List.copyOf(reader.arguments), List.copyOf(reader.pieces), mostCharacters);
    }

    /** Reads what stands before the text; the index of the text's first line. */
    private int head(List<String> lines) {
        if (!lines.get(0).equals(FENCE)) {
            return 0;
        }
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.equals(FENCE)) {
                return i + 1;
            }
            if (!line.isEmpty()) {
                headLine(line, i + 1);
            }
        }
        throw wrong(1, "begins with --- that has no second one");
    }

    private void headLine(String line, int number) {
        Matcher said = DESCRIPTION.matcher(line);
        Matcher argument = ARGUMENT.matcher(line);
        if (said.matches()) {
            if (!description.isEmpty()) {
                throw wrong(number, "has a second description; put both into one line");
            }
            description = Objects.requireNonNull(said.group(1));
        } else if (argument.matches()) {
            argument(argument, number);
        } else {
            throw wrong(number, "is neither a description nor an argument; " + ARGUMENT_FORM);
        }
    }

    private void argument(Matcher parts, int number) {
        String name = Objects.requireNonNull(parts.group(1));
        String[] words = Objects.requireNonNull(parts.group(2)).split(",", -1);
        String type = words[0].trim();
        boolean required = words.length == 2 && words[1].trim().equals("required");
        if (!TemplateArgument.isType(type) || words.length > 2 || (words.length == 2 && !required)) {
            throw wrong(number, "has no type that is known for " + name + "; " + ARGUMENT_FORM);
        }
        if (isKnown(name)) {
            throw wrong(number, "has a second argument " + name);
        }
        arguments.add(new TemplateArgument(name, type, required, Objects.requireNonNull(parts.group(3))));
    }

    private boolean isKnown(String name) {
        return arguments.stream().anyMatch(argument -> argument.name().equals(name));
    }

    private void body(List<String> lines, int first) {
        for (int i = first; i < lines.size(); i++) {
            line(lines.get(i) + (i + 1 < lines.size() ? "\n" : ""), i + 1);
        }
    }

    /** Splits a line at its placeholders; a backslash before one makes it text. */
    private void line(String line, int number) {
        int plain = 0;
        int at = line.indexOf("{{");
        while (at >= 0) {
            boolean escaped = at > 0 && line.charAt(at - 1) == '\\';
            plain(line.substring(plain, escaped ? at - 1 : at));
            if (escaped) {
                plain = at;
                at = line.indexOf("{{", at + 2);
                continue;
            }
            Matcher place = PLACE.matcher(line).region(at + 2, line.length());
            if (!place.lookingAt()) {
                throw wrong(number, "has {{ that begins no {{name}}; write \\{{ for the braces themselves");
            }
            String name = Objects.requireNonNull(place.group(1));
            if (!isKnown(name)) {
                throw wrong(number, "has {{" + name + "}}, which is no argument; " + ARGUMENT_FORM);
            }
            pieces.add(new Template.Piece(name, true));
            plain = place.end();
            at = line.indexOf("{{", plain);
        }
        plain(line.substring(plain));
    }

    private void plain(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Template.Piece(text, false));
        }
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException(file + ":" + line + ": " + what);
    }
}
