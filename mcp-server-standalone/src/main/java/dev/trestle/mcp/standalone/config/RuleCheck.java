package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.interceptor.access.AccessRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Finds what is wrong with rules of access, by the place of each in the list. */
final class RuleCheck {

    private RuleCheck() {}

    /** Lines that are no rules. */
    static Map<Integer, String> lines(List<String> lines) {
        return wrong(lines, line -> {
            try {
                AccessRule.parse(line);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.ofNullable(e.getMessage());
            }
        });
    }

    /** Rules about servers that are not there: a word spelled wrong would make a rule that denies nothing. */
    static Map<Integer, String> backends(List<String> lines, List<String> servers) {
        return wrong(
                lines,
                line -> backend(line)
                        .filter(name -> !servers.contains(name))
                        .map(name -> "\"" + name + "\" is none of the servers; use " + String.join(", ", servers)));
    }

    private static Optional<String> backend(String line) {
        try {
            return AccessRule.parse(line).backend();
        } catch (IllegalArgumentException toldAlready) {
            return Optional.empty();
        }
    }

    private static Map<Integer, String> wrong(List<String> lines, Function<String, Optional<String>> judge) {
        Map<Integer, String> wrong = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int at = i;
            judge.apply(lines.get(i)).ifPresent(why -> wrong.put(at, "\"" + lines.get(at) + "\": " + why));
        }
        return wrong;
    }
}
