package dev.trestle.mcp.benchmark.result;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured on one JDK and one machine.
 *
 * @param jdk vendor and version of the JDK that ran everything
 * @param machine where
 * @param entries the measurements, in the order in which they run
 */
public record Run(String jdk, Machine machine, List<Entry> entries) {

    /** Copies the list. */
    public Run {
        entries = List.copyOf(entries);
    }

    /**
     * The same run after some measurements were made anew. JDK and machine are those of the newer one.
     *
     * @param newer what was made anew
     * @param order names of all measurements, in their order; an entry of none of them is left out
     * @return the newer entry of each name where there is one, else the one that was there
     */
    public Run replacedBy(Run newer, List<String> order) {
        List<Entry> merged = new ArrayList<>();
        for (String name : order) {
            Entry entry = newer.find(name) == null ? find(name) : newer.find(name);
            if (entry != null) {
                merged.add(entry);
            }
        }
        return new Run(newer.jdk, newer.machine, merged);
    }

    private @Nullable Entry find(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
