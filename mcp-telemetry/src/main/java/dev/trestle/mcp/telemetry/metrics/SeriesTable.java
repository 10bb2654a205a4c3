package dev.trestle.mcp.telemetry.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The series of one name by their labels: a server's name, which is configured, and a name that a client chose. Because anybody
 * may choose names, they are bounded, and begin only with a call that shows that there is such a thing.
 */
final class SeriesTable {

    /** The name of all that have no series of their own. */
    static final String OTHER = "other";

    private final int maxSeries;
    private final Map<List<String>, CallSeries> series = new ConcurrentHashMap<>();

    SeriesTable(int maxSeries) {
        this.maxSeries = maxSeries;
    }

    /** The series of two labels; that of {@link #OTHER} if it may not begin, or there are as many as may be. */
    CallSeries of(String backend, String name, boolean mayBegin) {
        List<String> labels = List.of(backend, name);
        CallSeries known = series.get(labels);
        if (known != null) {
            return known;
        }
        CallSeries own = mayBegin ? begin(labels) : null;
        return own != null ? own : series.computeIfAbsent(List.of(backend, OTHER), any -> new CallSeries());
    }

    private synchronized @Nullable CallSeries begin(List<String> labels) {
        return series.size() < maxSeries ? series.computeIfAbsent(labels, any -> new CallSeries()) : null;
    }

    /** All series in the order of their labels. */
    void forEach(BiConsumer<List<String>, CallSeries> reader) {
        series.entrySet().stream()
                .sorted(Comparator.comparing(entry -> String.join("\0", entry.getKey())))
                .forEach(entry -> reader.accept(entry.getKey(), entry.getValue()));
    }
}
