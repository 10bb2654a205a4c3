package dev.trestle.mcp.benchmark.result;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run out of its members. Throws {@link IllegalArgumentException} or {@link ClassCastException} for others. */
final class RunReader {

    private final Map<String, Object> root;

    RunReader(Map<String, Object> root) {
        this.root = root;
    }

    Run run() {
        Map<?, ?> machine = (Map<?, ?>) member(root, "machine");
        return new Run(
                text(root, "jdk"),
                new Machine(
                        (int) number(machine, "cores"),
                        text(machine, "cpu"),
                        (long) number(machine, "memoryMiB"),
                        text(machine, "kernel")),
                list(root, "entries").stream()
                        .map(entry -> entry((Map<?, ?>) entry))
                        .toList());
    }

    private static Entry entry(Map<?, ?> entry) {
        return new Entry(
                text(entry, "name"),
                date(text(entry, "date")),
                text(entry, "commit"),
                text(entry, "command"),
                new Outcome(
                        list(entry, "figures").stream()
                                .map(figure -> figure((Map<?, ?>) figure))
                                .toList(),
                        list(entry, "notes").stream().map(String.class::cast).toList()));
    }

    private static Instant date(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("not a date: " + text, wrong);
        }
    }

    private static Figure figure(Map<?, ?> figure) {
        return new Figure(
                text(figure, "name"),
                text(figure, "meaning"),
                text(figure, "unit"),
                Figure.Kind.valueOf(text(figure, "kind").toUpperCase(Locale.ROOT)),
                Figure.Better.valueOf(text(figure, "better").toUpperCase(Locale.ROOT)),
                number(figure, "low"),
                number(figure, "median"),
                number(figure, "high"),
                (int) number(figure, "rounds"),
                bound(figure, "must"),
                bound(figure, "reach"));
    }

    private static Object member(Map<?, ?> object, String name) {
        Object value = object.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no \"" + name + "\"");
        }
        return value;
    }

    private static String text(Map<?, ?> object, String name) {
        return (String) member(object, name);
    }

    private static double number(Map<?, ?> object, String name) {
        return (Double) member(object, name);
    }

    private static @Nullable Double bound(Map<?, ?> object, String name) {
        return member(object, name) instanceof Double value ? value : null;
    }

    private static List<?> list(Map<?, ?> object, String name) {
        return (List<?>) member(object, name);
    }
}
