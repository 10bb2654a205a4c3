package dev.trestle.mcp.standalone.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts in what references to variables and files stand for: a dollar sign and, in braces, {@code VAR}, {@code env:VAR} or
 * {@code file:PATH}. One more dollar sign in front makes it literal. What was put in is not looked through again. Contents
 * are never shown in a mistake.
 */
final class Expansion {

    private static final int MAX_FILE = 64 * 1024;

    private final Map<String, String> environment;
    private final Path folder;
    private final Problems problems;
    private final List<String> contents = new ArrayList<>();

    /**
     * Expands for one file.
     *
     * @param environment the variables
     * @param folder what relative paths start from: the folder of the configuration file
     * @param problems where what is missing is told
     */
    Expansion(Map<String, String> environment, Path folder, Problems problems) {
        this.environment = environment;
        this.folder = folder;
        this.problems = problems;
    }

    /** The contents of all files that were put in. */
    List<String> contents() {
        return List.copyOf(contents);
    }

    /** The expanded text, or null, with a mistake told at the path, if something is missing. */
    @Nullable String expand(String path, String text) {
        StringBuilder out = new StringBuilder();
        boolean complete = true;
        int at = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
            if (open > at && text.charAt(open - 1) == '$') {
                out.append(text, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                problems.mistake(path, "a ${ has no }; close it, or write $${ for a literal ${");
                return null;
            }
            String value = lookUp(path, text.substring(open + 2, close));
            complete &= value != null;
            out.append(text, at, open).append(value);
            at = close + 1;
        }
        return complete ? out.append(text, at, text.length()).toString() : null;
    }

    private @Nullable String lookUp(String path, String reference) {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? "env" : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        if (kind.equals("env")) {
            return variable(path, reference, name);
        }
        if (kind.equals("file")) {
            return file(path, name);
        }
        if (kind.equals("input")) {
            problems.mistake(
                    path,
                    "${" + reference + "} asks a person, and nobody is there to ask; use ${env:VARIABLE} instead");
        } else {
            problems.mistake(
                    path,
                    "${" + reference + "} is not known; use ${VARIABLE}, ${env:VARIABLE} or ${file:PATH}, or $${ for a"
                            + " literal ${");
        }
        return null;
    }

    private @Nullable String variable(String path, String reference, String name) {
        String value = environment.get(name);
        if (value == null) {
            problems.mistake(path, "${" + reference + "}: the environment variable " + name + " is not set");
        }
        return value;
    }

    private @Nullable String file(String path, String name) {
        try {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                problems.mistake(path, "${file:" + name + "}: there is no file " + file);
                return null;
            }
            if (Files.size(file) > MAX_FILE) {
                problems.mistake(path, "${file:" + name + "}: " + file + " is larger than 64KiB");
                return null;
            }
            // An editor ends the last line of a file; a secret in it does not contain that.
            String content = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            contents.add(content);
            return content;
        } catch (IOException | InvalidPathException e) {
            problems.mistake(path, "${file:" + name + "}: the file cannot be read as text");
            return null;
        }
    }
}
