package dev.trestle.mcp.policy.rate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait: in a line for each key, in the order in which they came. Turns go round: from client to client, and for
 * each client from line to line, so that nobody waits for another one's line. Guarded by its user's lock.
 */
final class Lines {

    private final Set<WaitingCall> all = new LinkedHashSet<>();
    private final Map<ClientKey, Client> clients = new LinkedHashMap<>();

    /** One client's lines; whoever was served goes to the end of each map. */
    private static final class Client {
        private final Map<CallKey, Set<WaitingCall>> lines = new LinkedHashMap<>();
        private int size;
    }

    int size() {
        return all.size();
    }

    int size(ClientKey client) {
        Client known = clients.get(client);
        return known == null ? 0 : known.size;
    }

    /** Whether there is a line of the key already. */
    boolean has(CallKey key) {
        Client client = clients.get(key.client());
        return client != null && client.lines.containsKey(key);
    }

    void add(WaitingCall call) {
        Client client = clients.computeIfAbsent(call.key().client(), any -> new Client());
        client.lines.computeIfAbsent(call.key(), any -> new LinkedHashSet<>()).add(call);
        client.size++;
        all.add(call);
    }

    /** Takes a call out, wherever it stands; false if it is not there any more. */
    boolean remove(WaitingCall call) {
        Client client = clients.get(call.key().client());
        Set<WaitingCall> line = client == null ? null : client.lines.get(call.key());
        if (client == null || line == null || !line.remove(call)) {
            return false;
        }
        all.remove(call);
        client.size--;
        if (line.isEmpty()) {
            client.lines.remove(call.key());
        }
        if (client.size == 0) {
            clients.remove(call.key().client());
        }
        return true;
    }

    /** Gives turns for as long as somebody may come. */
    List<WaitingCall> serve(Predicate<CallKey> mayCome) {
        List<WaitingCall> served = new ArrayList<>();
        int before;
        do {
            before = served.size();
            for (ClientKey key : List.copyOf(clients.keySet())) {
                WaitingCall next = next(key, mayCome);
                if (next != null) {
                    served.add(next);
                }
            }
        } while (served.size() > before);
        return served;
    }

    private @Nullable WaitingCall next(ClientKey key, Predicate<CallKey> mayCome) {
        Client client = clients.get(key);
        if (client == null) {
            return null;
        }
        for (Map.Entry<CallKey, Set<WaitingCall>> line : client.lines.entrySet()) {
            if (mayCome.test(line.getKey())) {
                WaitingCall first = line.getValue().iterator().next();
                toTheEnd(clients, key, client);
                toTheEnd(client.lines, line.getKey(), line.getValue());
                remove(first);
                return first;
            }
        }
        return null;
    }

    private static <K, V> void toTheEnd(Map<K, V> order, K key, V value) {
        order.remove(key);
        order.put(key, value);
    }

    /** Those whose time is up, taken out. All wait equally long, so they are the first. */
    List<WaitingCall> expire(long now) {
        List<WaitingCall> expired = new ArrayList<>();
        for (Iterator<WaitingCall> order = all.iterator(); order.hasNext(); ) {
            WaitingCall call = order.next();
            if (call.expires() - now > 0) {
                break;
            }
            expired.add(call);
        }
        expired.forEach(this::remove);
        return expired;
    }

    /** When the next call's time is up, or the latest time there is. */
    long nextExpiry() {
        return all.isEmpty() ? Long.MAX_VALUE : all.iterator().next().expires();
    }

    /** The keys of all lines. */
    List<CallKey> heads() {
        List<CallKey> heads = new ArrayList<>();
        clients.values().forEach(client -> heads.addAll(client.lines.keySet()));
        return heads;
    }

    /** Takes out the last call of the client with the most, if that has more than the given number. */
    @Nullable WaitingCall dropOfLongest(int moreThan) {
        ClientKey longest = null;
        int most = moreThan;
        for (Map.Entry<ClientKey, Client> client : clients.entrySet()) {
            if (client.getValue().size > most) {
                most = client.getValue().size;
                longest = client.getKey();
            }
        }
        WaitingCall last = null;
        for (WaitingCall call : all) {
            last = call.key().client().equals(longest) ? call : last;
        }
        if (last != null) {
            remove(last);
        }
        return last;
    }

    List<WaitingCall> clear() {
        List<WaitingCall> left = List.copyOf(all);
        all.clear();
        clients.clear();
        return left;
    }
}
