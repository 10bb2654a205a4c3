package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.Principal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whose the tasks of one backend are. Of each principal the last that he made or asked for are known. Thread-safe. */
final class TaskOwners {

    private static final int MOST_PRINCIPALS = 1_000;

    private final int maxTasks;
    private final Map<Principal, Map<String, Boolean>> owned = latest(MOST_PRINCIPALS);

    TaskOwners(int maxTasks) {
        this.maxTasks = maxTasks;
    }

    private static <K, V> Map<K, V> latest(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void made(Principal principal, String taskId) {
        owned.computeIfAbsent(principal, first -> latest(maxTasks)).put(taskId, true);
    }

    /** Whether it is his. What nobody is known to have made may be of one who cannot be told from others who are nobody. */
    synchronized boolean mayUse(Principal principal, String taskId) {
        Map<String, Boolean> his = owned.get(principal);
        if (his != null && his.get(taskId) != null) {
            return true;
        }
        return !principal.authenticated() && owned.values().stream().noneMatch(others -> others.containsKey(taskId));
    }
}
