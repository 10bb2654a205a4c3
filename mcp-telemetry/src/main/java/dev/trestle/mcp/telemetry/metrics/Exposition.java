package dev.trestle.mcp.telemetry.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * Writes numbers as Prometheus reads them: text format 0.0.4, or OpenMetrics 1.0.0, which differs in the names of counters and
 * in its end. Not thread-safe.
 */
final class Exposition {

    private final StringBuilder out = new StringBuilder(8 * 1024);
    private final boolean openMetrics;

    Exposition(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Begins a counter; its samples are named {@code name_total}. */
    void counter(String name, String help) {
        family(openMetrics ? name : name + "_total", "counter", help);
    }

    /** Begins a gauge. */
    void gauge(String name, String help) {
        family(name, "gauge", help);
    }

    /** Begins a histogram. */
    void histogram(String name, String help) {
        family(name, "histogram", help);
    }

    private void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** A number with labels. */
    void sample(String name, List<String> labels, List<String> values, String number) {
        out.append(name);
        for (int i = 0; i < labels.size(); i++) {
            out.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
            escape(values.get(i));
            out.append('"');
        }
        out.append(labels.isEmpty() ? " " : "} ").append(number).append('\n');
    }

    /** All samples of a histogram. */
    void samples(String name, List<String> labels, List<String> values, Histogram histogram) {
        List<String> all = plus(labels, "le");
        long[] counts = histogram.cumulated();
        for (int i = 0; i < counts.length; i++) {
            String bound = i < Histogram.BOUNDS.length ? Histogram.BOUNDS[i] : "+Inf";
            sample(name + "_bucket", all, plus(values, bound), String.valueOf(counts[i]));
        }
        sample(name + "_sum", labels, values, String.valueOf(histogram.seconds()));
        sample(name + "_count", labels, values, String.valueOf(counts[counts.length - 1]));
    }

    private static List<String> plus(List<String> some, String one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }

    /** The whole text. */
    String end() {
        return openMetrics ? out + "# EOF\n" : out.toString();
    }
}
