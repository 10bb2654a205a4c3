package dev.trestle.mcp.standalone.config;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts in what references to variables and files stand for: a dollar sign and, in braces, {@code VAR}, {@code env:VAR} or
 * {@code file:PATH}. One more dollar sign in front makes it literal. What was put in is not looked through again. Contents
 * are never shown in a mistake.
 */
final class Expansion {

    private static final int MAX_FILE = 64 * 1024;

    /** What every machine has, and what stands in every second text. */
    private static final Pattern OF_THE_MACHINE = Pattern.compile(
            "HOME|PWD|OLDPWD|PATH|USER|USERNAME|LOGNAME|LANG|LANGUAGE|LC_\\w+|SHELL|TERM|TZ|TMP|TEMP|TMPDIR|HOSTNAME"
                    + "|COMPUTERNAME|USERPROFILE|XDG_\\w+|JAVA_HOME");

    private static final Pattern WORD = Pattern.compile("[a-z]{1,15}|[A-Z]{1,15}");
    private static final Pattern PLACE = Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(:\\d+)?/?");
    private static final Pattern PASSWORD = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*:([^/?#]*)@");

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

    /** What was put in and may be secret: contents of files, and values of variables that are not plainly something else. */
    List<String> contents() {
        return List.copyOf(contents);
    }

    /**
     * Remembers a value that may be secret. It is not if it is one of the machine's variables, a short word, a path that is there or
     * the place of a server: those stand everywhere, and nobody could read a text without them.
     */
    void learn(String name, String value) {
        if (OF_THE_MACHINE.matcher(name).matches()
                || WORD.matcher(value).matches()
                || PLACE.matcher(value).matches()
                || isPath(value)) {
            return;
        }
        contents.add(value);
        Matcher password = PASSWORD.matcher(value);
        if (password.find()) {
            contents.add(password.group(1));
            contents.add(decoded(password.group(1)));
        }
    }

    private static boolean isPath(String value) {
        try {
            if (!value.startsWith("/")) {
                return false;
            }
            Path path = Path.of(value);
            Path folder = path.getParent();
            return folder != null && (Files.exists(path) || (path.getNameCount() > 1 && Files.isDirectory(folder)));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
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
        } else {
            learn(name, value);
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
