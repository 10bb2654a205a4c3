package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Run;
import dev.trestle.mcp.benchmark.result.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last run on each JDK that figures are published of. */
public final class Results {

    private static final List<Integer> JDKS = List.of(17, 25);

    private final Map<Integer, Run> runs;

    Results(Map<Integer, Run> runs) {
        this.runs = new LinkedHashMap<>(runs);
    }

    /**
     * Reads what there is.
     *
     * @param folder of {@code jdk-17.json} and {@code jdk-25.json}; either may be missing
     * @return the results
     * @throws IOException if one of them cannot be read
     */
    public static Results in(Path folder) throws IOException {
        Map<Integer, Run> runs = new LinkedHashMap<>();
        for (int jdk : JDKS) {
            Path file = folder.resolve("jdk-" + jdk + ".json");
            if (Files.exists(file)) {
                runs.put(jdk, RunFile.read(file));
            }
        }
        return new Results(runs);
    }

    /** The JDKs of which figures are published, whether there are any or not. */
    List<Integer> jdks() {
        return JDKS;
    }

    Optional<Run> run(int jdk) {
        return Optional.ofNullable(runs.get(jdk));
    }

    /** All that was measured, on whichever JDK. */
    List<Entry> entries() {
        return runs.values().stream().flatMap(run -> run.entries().stream()).toList();
    }

    /** Names of the measurements that were made on one of the JDKs. */
    List<String> measurements() {
        return runs.values().stream()
                .flatMap(run -> run.entries().stream())
                .map(Entry::name)
                .distinct()
                .toList();
    }

    Optional<Entry> entry(int jdk, String measurement) {
        return run(jdk).stream()
                .flatMap(run -> run.entries().stream())
                .filter(entry -> entry.name().equals(measurement))
                .findFirst();
    }

    Optional<Figure> figure(int jdk, Place place) {
        return entry(jdk, place.measurement()).stream()
                .flatMap(entry -> entry.outcome().figures().stream())
                .filter(figure -> figure.name().equals(place.figure()))
                .findFirst();
    }

    /** All figures that there are on one of the JDKS, in their order. */
    List<Place> places() {
        Set<Place> places = new LinkedHashSet<>();
        runs.values()
                .forEach(run -> run.entries()
                        .forEach(entry -> entry.outcome()
                                .figures()
                                .forEach(figure -> places.add(new Place(entry.name(), figure.name())))));
        return new ArrayList<>(places);
    }

    /** What a figure is, on whichever JDK it was measured. */
    Figure any(Place place) {
        return JDKS.stream()
                .flatMap(jdk -> figure(jdk, place).stream())
                .findFirst()
                .orElseThrow();
    }

    /**
     * Where a figure stands.
     *
     * @param measurement the name of its measurement
     * @param figure its own name
     */
    record Place(String measurement, String figure) {
        @Override
        public String toString() {
            return measurement + "/" + figure;
        }
    }
}
