package dev.trestle.mcp.standalone.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file of {@code NAME=value} lines: with comments, with {@code export}, with quotes around values. */
final class EnvFile {

    private static final int MAX_FILE = 256 * 1024;
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)");

    private final String path;
    private final Path file;
    private final Problems problems;

    EnvFile(String path, Path file, Problems problems) {
        this.path = path;
        this.file = file;
        this.problems = problems;
    }

    Map<String, String> read() {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                variables.put(matcher.group(1), unquoted(matcher.group(2)));
            } else {
                problems.mistake(path, file + ", line " + (i + 1) + ": write it as NAME=value");
            }
        }
        return variables;
    }

    private List<String> lines() {
        try {
            if (!Files.isRegularFile(file)) {
                problems.mistake(path, "there is no file " + file);
            } else if (Files.size(file) > MAX_FILE) {
                problems.mistake(path, file + " is larger than 256KiB");
            } else {
                return Files.readAllLines(file, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            problems.mistake(path, file + " cannot be read as text");
        }
        return List.of();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
