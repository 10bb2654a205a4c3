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
     * The same run after some measurements were made anew. Entries of another machine or another build of the JDK cannot stand
     * beside them, and are left out.
     *
     * @param newer what was made anew
     * @param order names of all measurements, in their order; an entry of none of them is left out
     * @return the newer entry of each name where there is one, else the one that was there; JDK and machine are the newer ones
     */
    public Run replacedBy(Run newer, List<String> order) {
        List<Entry> merged = new ArrayList<>();
        for (String name : order) {
            Entry entry = newer.find(name) == null && isLike(newer) ? find(name) : newer.find(name);
            if (entry != null) {
                merged.add(entry);
            }
        }
        return new Run(newer.jdk, newer.machine, merged);
    }

    /**
     * Whether figures of one may stand beside those of the other.
     *
     * @param other another run
     * @return whether machine and build of the JDK are the same
     */
    public boolean isLike(Run other) {
        return jdk.equals(other.jdk) && machine.equals(other.machine);
    }

    /**
     * What was measured.
     *
     * @return names of the entries
     */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    private @Nullable Entry find(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
