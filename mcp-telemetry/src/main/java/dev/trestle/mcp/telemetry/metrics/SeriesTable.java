package dev.trestle.mcp.telemetry.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The series of one name by their labels: a server's name, which is configured, and a name that a client chose. Because anybody
 * may choose names, they are bounded, and begin only with a call that shows that there is such a thing.
 */
final class SeriesTable {

    /** The name of all that have no series of their own. */
    static final String OTHER = "other";

    private final int maxSeries;
    private final UnaryOperator<String> fit;
    private final Map<List<String>, CallSeries> series = new ConcurrentHashMap<>();

    SeriesTable(int maxSeries, UnaryOperator<String> fit) {
        this.maxSeries = maxSeries;
        this.fit = fit;
    }

    /** The series of two labels; that of {@link #OTHER} if it may not begin, or there are as many as may be. */
    CallSeries of(String backend, String name, boolean mayBegin) {
        List<String> labels = List.of(backend, name);
        CallSeries known = series.get(labels);
        if (known != null) {
            return known;
        }
        // Numbers are begun under names that are fit to be shown; whoever has another finds them the longer way.
        CallSeries own = mayBegin ? begin(List.of(backend, fit.apply(name))) : null;
        return own != null ? own : series.computeIfAbsent(List.of(backend, OTHER), any -> new CallSeries());
    }

    private synchronized @Nullable CallSeries begin(List<String> labels) {
        return series.size() < maxSeries || series.containsKey(labels)
                ? series.computeIfAbsent(labels, any -> new CallSeries())
                : null;
    }

    /** All series in the order of their labels. */
    void forEach(BiConsumer<List<String>, CallSeries> reader) {
        series.entrySet().stream()
                .sorted(Comparator.comparing(entry -> String.join("\0", entry.getKey())))
                .forEach(entry -> reader.accept(entry.getKey(), entry.getValue()));
    }
}
