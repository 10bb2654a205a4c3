package dev.trestle.mcp.policy.tools;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table of as many entries as may be; those that were not used for longest are forgotten. Thread-safe.
 *
 * @param <K> what entries are known by
 * @param <V> what is kept
 */
public final class Recent<K, V> {

    private final int max;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * An empty table.
     *
     * @param max how many entries it keeps
     */
    public Recent(int max) {
        this.max = max;
    }

    /**
     * The entry if there is one that is good.
     *
     * @param key what it is known by
     * @param good whether a known one will do
     * @return it, or null
     */
    public synchronized @Nullable V get(K key, Predicate<V> good) {
        V known = entries.get(key);
        return known != null && good.test(known) ? known : null;
    }

    /**
     * The entry if there is one that is good, or else the new one, which is kept.
     *
     * @param key what it is known by
     * @param good whether a known one will do
     * @param fresh the new one
     * @return either
     */
    public synchronized V computeIfAbsent(K key, Predicate<V> good, V fresh) {
        V known = get(key, good);
        if (known != null) {
            return known;
        }
        entries.put(key, fresh);
        if (entries.size() > max) {
            Iterator<K> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return fresh;
    }

    /**
     * Forgets entries.
     *
     * @param which those
     */
    public synchronized void removeIf(Predicate<K> which) {
        entries.keySet().removeIf(which);
    }
}
