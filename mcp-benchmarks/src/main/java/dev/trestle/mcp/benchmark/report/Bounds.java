package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.report.Results.Place;
import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which bounds there are, and which are kept. */
final class Bounds {

    private static final String OTHERS = "Others";

    private final Results results;
    private final List<Place> bounded;

    Bounds(Results results) {
        this.results = results;
        this.bounded = results.places().stream()
                .filter(place -> hasBound(results.any(place)))
                .toList();
    }

    private static boolean hasBound(Figure figure) {
        return figure.must() != null || figure.reach() != null;
    }

    /** How many are kept, in a sentence for each JDK. */
    String summary() {
        return results.jdks().stream().map(this::summary).collect(Collectors.joining(" "));
    }

    private String summary(int jdk) {
        List<Figure> all = bounded.stream()
                .flatMap(place -> results.figure(jdk, place).stream())
                .toList();
        String failed = results.run(jdk).stream()
                .flatMap(run -> run.entries().stream())
                .filter(Entry::isFailed)
                .map(entry -> " `" + entry.name() + "` failed there, and has no figures.")
                .collect(Collectors.joining());
        if (all.isEmpty()) {
            return "On JDK " + jdk + " nothing with a bound was measured yet." + failed;
        }
        return "On JDK " + jdk + " " + share(all, figure -> figure.must() != null, Figure::keepsMust)
                + " figures keep the bound that must be kept, and "
                + share(all, figure -> figure.reach() != null, Figure::keepsReach)
                + " the one that is reached for." + failed;
    }

    private static String share(List<Figure> all, Predicate<Figure> has, Predicate<Figure> keeps) {
        List<Figure> those = all.stream().filter(has).toList();
        return those.stream().filter(keeps).count() + " of " + those.size();
    }

    /** The table. */
    String table() {
        StringBuilder table = new StringBuilder("| | Must | Reach for |");
        results.jdks().forEach(jdk -> table.append(" JDK ").append(jdk).append(" | |"));
        table.append("\n|---|---|---|").append("---|---|".repeat(results.jdks().size()));
        table.append('\n');
        List<Place> left = new ArrayList<>(bounded);
        for (Work work : Work.ALL) {
            List<Place> his = left.stream().filter(work::has).toList();
            left.removeAll(his);
            section(table, work.title(), his);
        }
        if (!left.isEmpty()) {
            section(table, OTHERS, left);
        }
        return table.toString();
    }

    private void section(StringBuilder table, String title, List<Place> places) {
        table.append("| **").append(title).append("** | | |");
        String cells = places.isEmpty() ? " " + Text.NOT_MEASURED + " | |" : " | |";
        table.append(cells.repeat(results.jdks().size())).append('\n');
        places.forEach(place -> row(table, place));
    }

    private void row(StringBuilder table, Place place) {
        Figure what = results.any(place);
        table.append("| ").append(what.meaning()).append(" | ").append(Text.bound(what, what.must()));
        table.append(" | ").append(Text.bound(what, what.reach())).append(" |");
        for (int jdk : results.jdks()) {
            table.append(' ')
                    .append(Text.cell(results.figure(jdk, place)))
                    .append(" | ")
                    .append(results.figure(jdk, place).map(Text::verdict).orElse(""))
                    .append(" |");
        }
        table.append('\n');
    }
}
