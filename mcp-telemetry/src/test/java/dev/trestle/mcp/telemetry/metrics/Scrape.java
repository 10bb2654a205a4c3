package dev.trestle.mcp.telemetry.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an exposition strictly, as the formats say: a HELP and a TYPE before the samples of a family, names and labels of the
 * right letters, no sample twice, buckets that grow, and for OpenMetrics an end.
 */
final class Scrape {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{([^}]*|(?:[^\"]*\"(?:[^\"\\\\]|\\\\.)*\")*)\\})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"(,|$)");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();

    private Scrape() {}

    static Scrape of(String text, boolean openMetrics) {
        Scrape scrape = new Scrape();
        boolean ended = false;
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        String family = "";
        Set<String> seen = new HashSet<>();
        for (String line : text.split("\n")) {
            if (ended) {
                throw new AssertionError("something follows # EOF: " + line);
            } else if (line.equals("# EOF")) {
                ended = true;
            } else if (line.startsWith("# HELP ")) {
                family = line.split(" ")[2];
                if (!seen.add(family)) {
                    throw new AssertionError("the family is there twice: " + family);
                }
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                if (!words[2].equals(family) || words.length != 4) {
                    throw new AssertionError("no HELP before: " + line);
                }
                scrape.types.put(family, words[3]);
            } else {
                scrape.sample(line, family, openMetrics);
            }
        }
        if (ended != openMetrics) {
            throw new AssertionError("# EOF is " + (ended ? "no part of 0.0.4" : "missing"));
        }
        return scrape;
    }

    private void sample(String line, String family, boolean openMetrics) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("no sample: " + line);
        }
        String name = parts.group(1);
        String expected = switch (types.get(family)) {
            case "counter" -> openMetrics ? family + "_total" : family;
            case "histogram" -> family + "(_bucket|_sum|_count)";
            default -> family;
        };
        if (!name.matches(expected) || (types.get(family).equals("counter") && !name.endsWith("_total"))) {
            throw new AssertionError(line + " is not of the family " + family);
        }
        StringBuilder labels = new StringBuilder();
        if (parts.group(3) != null) {
            Matcher label = LABEL.matcher(parts.group(3));
            int end = 0;
            while (label.find() && label.start() == end) {
                labels.append(label.group(1))
                        .append('=')
                        .append(unescaped(label.group(2)))
                        .append(';');
                end = label.end();
            }
            if (end != parts.group(3).length()) {
                throw new AssertionError("no labels: " + parts.group(3));
            }
        }
        double value = Double.parseDouble(parts.group(4));
        if (samples.put(name + "|" + labels, value) != null) {
            throw new AssertionError("twice: " + line);
        }
    }

    private static String unescaped(String value) {
        return value.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** The value of a sample; labels as {@code name=value;} each, in order. */
    double value(String name, String labels) {
        Double value = samples.get(name + "|" + labels);
        if (value == null) {
            throw new AssertionError("no " + name + " with " + labels + " in " + samples.keySet());
        }
        return value;
    }

    boolean has(String name, String labels) {
        return samples.containsKey(name + "|" + labels);
    }

    String type(String family) {
        return String.valueOf(types.get(family));
    }

    /** All samples of a name, by labels. */
    Map<String, Double> all(String name) {
        Map<String, Double> found = new LinkedHashMap<>();
        samples.forEach((key, value) -> {
            if (key.startsWith(name + "|")) {
                found.put(key.substring(name.length() + 1), value);
            }
        });
        return found;
    }
}
