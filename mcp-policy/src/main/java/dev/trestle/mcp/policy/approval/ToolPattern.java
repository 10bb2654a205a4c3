package dev.trestle.mcp.policy.approval;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of tools: {@code backend/tool}, or {@code tool} for any backend, with {@code *} for any characters. Matching takes time
 * in proportion to the name.
 */
final class ToolPattern {

    private final List<String> parts = new ArrayList<>();

    ToolPattern(String pattern) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("a pattern for tools must not be empty");
        }
        String whole = pattern.contains("/") ? pattern : "*/" + pattern;
        for (int from = 0, star; from <= whole.length(); from = star + 1) {
            star = whole.indexOf('*', from);
            star = star < 0 ? whole.length() : star;
            parts.add(whole.substring(from, star));
        }
    }

    /** As it was written, with the backend. */
    @Override
    public String toString() {
        return String.join("*", parts);
    }

    boolean matches(String backend, String tool) {
        String name = backend + "/" + tool;
        String first = parts.get(0);
        String last = parts.get(parts.size() - 1);
        if (parts.size() == 1) {
            return name.equals(first);
        }
        if (name.length() < first.length() + last.length() || !name.startsWith(first) || !name.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = name.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = name.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }
}
