package dev.trestle.mcp.benchmark.result;

import java.util.List;

/**
 * What a measurement says.
 *
 * @param figures the numbers
 * @param notes what else there is to know, each a sentence: rounds that were repeated, what is not comparable and why
 */
public record Outcome(List<Figure> figures, List<String> notes) {

    /** Copies the lists. */
    public Outcome {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }
}
