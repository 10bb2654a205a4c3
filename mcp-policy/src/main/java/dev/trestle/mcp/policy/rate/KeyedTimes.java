package dev.trestle.mcp.policy.rate;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One rate, kept for each of many keys (the generic cell rate algorithm, ITU-T I.371): for each key the time at which its next
 * call were due if calls came evenly. A call may be early by a burst, and moves that time on by the interval.
 *
 * <p>There are at most {@code maxKeys} of them, and of one owner at most a sixteenth. A key that may have its whole burst
 * again is forgotten when room is needed, as that changes nothing. If there is no such key, further ones share one:
 * an owner with too many its own, everybody else one for all. Who leaves a shared key takes its time along, so that nobody
 * ever has more than his rate. Guarded by its user's lock.
 *
 * @param <K> the keys
 */
final class KeyedTimes<K> {

    private static final int OWNERS_SHARE = 16;
    private static final long SWEEP_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final long interval;
    private final long depth;
    private final int maxKeys;
    private final Map<Object, Entry> entries = new HashMap<>();
    private final Map<ClientKey, Integer> owned = new HashMap<>();
    private long sharedDue = Long.MIN_VALUE;
    private long sweptAt = Long.MIN_VALUE;

    KeyedTimes(Rate rate, int maxKeys) {
        this.interval = rate.intervalNanos();
        this.depth = interval * rate.burst();
        this.maxKeys = maxKeys;
    }

    /** Its time moves on with each call, so that a key which is known costs nothing but that. */
    private static final class Entry {
        private final @Nullable ClientKey owner;
        private long due;

        Entry(long due, @Nullable ClientKey owner) {
            this.due = due;
            this.owner = owner;
        }
    }

    /** How long until a call of the key may come; 0 for now. Changes nothing that counts. */
    long wait(K key, @Nullable ClientKey owner, long now) {
        Entry known = entries.get(key);
        long due = known != null ? known.due : dueOf(place(key, owner, now), owner, now);
        return Math.max(0, Math.max(due, now) + interval - depth - now);
    }

    /** Counts a call that need not wait. */
    void take(K key, @Nullable ClientKey owner, long now) {
        Entry known = entries.get(key);
        if (known != null) {
            known.due = Math.max(known.due, now) + interval;
            return;
        }
        Object place = place(key, owner, now);
        long due = Math.max(dueOf(place, owner, now), now) + interval;
        if (place == Place.SHARED) {
            sharedDue = due;
        } else if (entries.put(place, new Entry(due, owner)) == null && owner != null) {
            owned.merge(owner, 1, Integer::sum);
        }
    }

    int size() {
        return entries.size();
    }

    /** Forgets what was counted for some owners; not what they counted on a shared key. */
    void clear(Predicate<ClientKey> owners) {
        remove(entry -> entry.owner != null && owners.test(entry.owner));
    }

    void clear() {
        entries.clear();
        owned.clear();
        sharedDue = Long.MIN_VALUE;
    }

    /** Where calls of a key without an entry are counted: in its own that is to be, its owner's shared one, or the one that all share. */
    private Object place(K key, @Nullable ClientKey owner, long now) {
        if (owner != null && owned.getOrDefault(owner, 0) >= ownersMost()) {
            forgetFull(now);
            if (owned.getOrDefault(owner, 0) >= ownersMost()) {
                Object overflow = new Place.OfOwner(owner);
                return entries.containsKey(overflow) || hasRoom(now) ? overflow : Place.SHARED;
            }
        }
        return hasRoom(now) ? key : Place.SHARED;
    }

    private int ownersMost() {
        return Math.max(1, maxKeys / OWNERS_SHARE);
    }

    private boolean hasRoom(long now) {
        if (entries.size() >= maxKeys) {
            forgetFull(now);
        }
        return entries.size() < maxKeys;
    }

    /** What a place is due at; one that is new might have been counted elsewhere before. */
    private long dueOf(Object place, @Nullable ClientKey owner, long now) {
        if (place == Place.SHARED) {
            return sharedDue;
        }
        Entry known = entries.get(place);
        if (known != null) {
            return known.due;
        }
        Entry owners = owner == null ? null : entries.get(new Place.OfOwner(owner));
        return Math.max(sharedDue, owners == null ? now : owners.due);
    }

    private void forgetFull(long now) {
        if (sweptAt != Long.MIN_VALUE && now - sweptAt < SWEEP_AGAIN_NANOS) {
            return;
        }
        sweptAt = now;
        remove(entry -> entry.due <= now);
    }

    private void remove(Predicate<Entry> which) {
        Iterator<Entry> all = entries.values().iterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            if (which.test(entry)) {
                all.remove();
                if (entry.owner != null) {
                    owned.computeIfPresent(entry.owner, (any, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    /** Places that are no key. */
    private enum Place {
        SHARED;

        private record OfOwner(ClientKey owner) {}
    }
}
