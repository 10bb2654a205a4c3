package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.report.Results.Place;
import dev.trestle.mcp.benchmark.result.Figure;
import java.util.List;
import java.util.stream.Collectors;

/** The few figures that the README has. */
public final class ReadmeTable {

    /** What stands there before anything was measured. */
    static final String NOTHING = "Not measured yet; `mcp-benchmarks/run` does it.";

    /** What users ask first; each is shown once it was measured. */
    private static final List<Place> SHOWN = List.of(
            new Place("stdio", "handler-one-16-cpu-server-ratio"),
            new Place("stdio", "handler-each-16-cpu-server-ratio"),
            new Place("in-process", "handler-16-against-servlet"),
            new Place("in-process", "handler-16-against-handler"),
            new Place("modern", "cpu-in-process"),
            new Place("remote", "cpu-16"),
            new Place("allocation", "in-process"),
            new Place("sessions", "heap-per-idle-session"),
            new Place("streams", "heap-per-sse-10000-stream"),
            new Place("start", "start-demo-archive-wall"));

    private ReadmeTable() {}

    /**
     * Writes the table.
     *
     * @param results what was measured
     * @return rows of Markdown, or a sentence if there are none
     */
    public static String of(Results results) {
        List<Place> known = results.places();
        List<Place> shown = SHOWN.stream().filter(known::contains).toList();
        if (shown.isEmpty()) {
            return NOTHING + "\n";
        }
        return "Medians, and quartiles in brackets.\n\n| |"
                + results.jdks().stream().map(jdk -> " JDK " + jdk + " |").collect(Collectors.joining())
                + " Measured by |\n|---|" + "---|".repeat(results.jdks().size() + 1) + "\n"
                + shown.stream().map(place -> row(results, place)).collect(Collectors.joining());
    }

    /**
     * Which measurements the table has figures of.
     *
     * @return their names
     */
    public static List<String> measurements() {
        return SHOWN.stream().map(Place::measurement).distinct().toList();
    }

    /** Figures of measurements that were made, but that have no such figure: their names have changed. */
    static List<Place> missing(Results results) {
        return SHOWN.stream()
                .filter(place -> results.measurements().contains(place.measurement()))
                .filter(place -> !results.places().contains(place))
                .toList();
    }

    private static String row(Results results, Place place) {
        Figure what = results.any(place);
        return "| " + what.meaning() + " |"
                + results.jdks().stream()
                        .map(jdk -> " " + Text.cell(results.figure(jdk, place)) + " |")
                        .collect(Collectors.joining())
                + " `mcp-benchmarks/run --only " + place.measurement() + "` |\n";
    }
}
