package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.report.Results.Place;
import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Figure;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** All figures of one measurement, with bounds or without. */
final class Details {

    private static final String ALLOCATED = "-allocated";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Results results;
    private final String measurement;

    Details(Results results, String measurement) {
        this.results = results;
        this.measurement = measurement;
    }

    /** Where it comes from. */
    String origin() {
        return "| `" + measurement + "` | `" + command() + "` |"
                + results.jdks().stream()
                        .map(jdk -> " "
                                + results.entry(jdk, measurement)
                                        .map(Details::when)
                                        .orElse(Text.NOT_MEASURED) + " |")
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String when(Entry entry) {
        return DAY.format(entry.date()) + " at " + entry.commit() + (entry.isFailed() ? ", **failed**" : "");
    }

    private String command() {
        return results.jdks().stream()
                .flatMap(jdk -> results.entry(jdk, measurement).stream())
                .map(Entry::command)
                .findFirst()
                .orElse("mcp-benchmarks/run --only " + measurement);
    }

    String section() {
        List<Place> places = results.places().stream()
                .filter(place -> place.measurement().equals(measurement))
                .filter(place -> !isSecond(place))
                .toList();
        return "### " + measurement + "\n\n`" + command() + "`\n\n| |"
                + results.jdks().stream().map(jdk -> " JDK " + jdk + " |").collect(Collectors.joining())
                + "\n|---|"
                + "---|".repeat(results.jdks().size())
                + "\n"
                + places.stream().map(this::row).collect(Collectors.joining())
                + notes();
    }

    private String row(Place place) {
        return "| " + results.any(place).meaning() + " |"
                + results.jdks().stream()
                        .map(jdk -> " " + cell(jdk, place) + " |")
                        .collect(Collectors.joining())
                + "\n";
    }

    private String cell(int jdk, Place place) {
        Optional<Figure> allocated = results.figure(jdk, allocated(place));
        return Text.cell(results.figure(jdk, place))
                + allocated.map(figure -> "; " + Text.bytes(figure.median())).orElse("");
    }

    private static Place allocated(Place place) {
        return new Place(place.measurement(), place.figure() + ALLOCATED);
    }

    /** What a benchmark allocates stands behind how long it takes. */
    private boolean isSecond(Place place) {
        return place.figure().endsWith(ALLOCATED)
                && results.places()
                        .contains(new Place(
                                measurement,
                                place.figure().substring(0, place.figure().length() - ALLOCATED.length())));
    }

    private String notes() {
        StringBuilder notes = new StringBuilder();
        for (int jdk : results.jdks()) {
            List<String> said = results.entry(jdk, measurement)
                    .map(entry -> entry.outcome().notes())
                    .orElse(List.of());
            if (!said.isEmpty()) {
                notes.append("\nJDK ").append(jdk).append(":\n\n");
                said.forEach(note -> notes.append("- ").append(note).append('\n'));
            }
        }
        return notes.toString();
    }
}
