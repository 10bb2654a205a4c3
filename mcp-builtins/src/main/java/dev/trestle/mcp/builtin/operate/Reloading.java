package dev.trestle.mcp.builtin.operate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has parts read their sources again, one after the other; one that fails does not keep the others from it. */
final class Reloading {

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private Reloading() {}

    /** Which of them were read, by name. */
    static Map<String, Boolean> run(Map<String, Runnable> parts) {
        Map<String, Boolean> outcomes = new LinkedHashMap<>();
        parts.forEach((name, part) -> outcomes.put(name, run(name, part)));
        return outcomes;
    }

    private static boolean run(String name, Runnable part) {
        try {
            part.run();
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{} could not be reloaded: {}", name, e.getMessage());
            LOG.debug("{} could not be reloaded", name, e);
            return false;
        }
    }
}
