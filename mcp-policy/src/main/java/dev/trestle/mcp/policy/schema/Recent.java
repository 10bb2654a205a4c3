package dev.trestle.mcp.policy.schema;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A table of as many entries as may be; those that were not used for longest are forgotten. Thread-safe. */
final class Recent<K, V> {

    private final int max;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int max) {
        this.max = max;
    }

    /** The entry if there is one that is good, or else the new one, which is kept. */
    synchronized V computeIfAbsent(K key, Predicate<V> good, V fresh) {
        V known = entries.get(key);
        if (known != null && good.test(known)) {
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

    synchronized void removeIf(Predicate<K> which) {
        entries.keySet().removeIf(which);
    }

    synchronized int size() {
        return entries.size();
    }
}
