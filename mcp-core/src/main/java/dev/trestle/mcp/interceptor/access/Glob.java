package dev.trestle.mcp.interceptor.access;

import java.util.List;

/**
 * A pattern in which {@code *} stands for any characters, none among them, and everything else for itself. Matching looks at
 * each character of a text once for each part of the pattern at most, whatever the text is.
 */
final class Glob {

    private final String pattern;
    private final List<String> parts;

    Glob(String pattern) {
        this.pattern = pattern;
        this.parts = List.of(pattern.split("\\*", -1));
    }

    boolean matches(String text) {
        String first = parts.get(0);
        if (parts.size() == 1) {
            return text.equals(first);
        }
        String last = parts.get(parts.size() - 1);
        int end = text.length() - last.length();
        if (first.length() > end || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        // The leftmost place is the best one: it leaves most for the parts that follow.
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
