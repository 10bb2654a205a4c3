package dev.trestle.mcp.standalone.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be read anew while the program runs, each under a name. Thread-safe. */
public final class Reloads {

    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Map<String, Runnable> parts = new LinkedHashMap<>();
    private final BiConsumer<String, List<Outcome>> hears;

    /**
     * Nothing yet.
     *
     * @param hears is told after each reload who wanted it, and what became of it
     */
    public Reloads(BiConsumer<String, List<Outcome>> hears) {
        this.hears = hears;
    }

    /**
     * What became of one part.
     *
     * @param name its name
     * @param problem why it is as it was before, or null if it was read anew
     */
    public record Outcome(String name, @Nullable String problem) {}

    /**
     * Adds a part.
     *
     * @param name its name, for people
     * @param reload reads it anew; may block. Throws {@link IllegalArgumentException} with a message for people if that cannot
     *     be done, and keeps what was there before
     */
    public void add(String name, Runnable reload) {
        synchronized (parts) {
            parts.put(name, reload);
        }
    }

    /**
     * Reads everything anew, one part after the other, whatever becomes of those before. Blocks for that.
     *
     * @param by who wants it
     * @return what became of each, in the order in which they were added
     */
    public List<Outcome> run(String by) {
        Map<String, Runnable> all;
        synchronized (parts) {
            all = new LinkedHashMap<>(parts);
        }
        List<Outcome> outcomes = new ArrayList<>();
        all.forEach((name, reload) -> outcomes.add(run(name, reload)));
        hears.accept(by, outcomes);
        return outcomes;
    }

    private static Outcome run(String name, Runnable reload) {
        try {
            reload.run();
            return new Outcome(name, null);
        } catch (IllegalArgumentException wrong) {
            return new Outcome(name, String.valueOf(wrong.getMessage()));
        } catch (RuntimeException defect) {
            LOG.error("{} could not be read anew", name, defect);
            return new Outcome(name, "failed in a way that it should not; the log says more");
        }
    }
}
