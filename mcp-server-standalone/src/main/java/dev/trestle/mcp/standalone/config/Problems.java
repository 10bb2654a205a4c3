package dev.trestle.mcp.standalone.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a file, and what is only worth a word. Each is one line: the file, the key, what to change.
 * Not thread-safe.
 */
final class Problems {

    private final String file;
    private final List<String> mistakes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void mistake(String path, String whatToChange) {
        mistakes.add(line(path, whatToChange));
    }

    /** A key or word that a later version will understand. */
    void notYet(String word, String instead) {
        mistakes.add(oneLine(file + ": " + word + " is not available yet; " + instead));
    }

    void warning(String path, String text) {
        warnings.add(line(path, text));
    }

    /** Something that only {@code check} mentions. */
    void remark(String path, String text) {
        remarks.add(line(path, text));
    }

    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    private String line(String path, String text) {
        return oneLine(path.isEmpty() ? file + ": " + text : file + ": " + path + ": " + text);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
