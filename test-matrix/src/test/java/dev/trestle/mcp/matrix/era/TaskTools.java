package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tools that run as tasks only, and their tasks, which all sessions of a server share: {@code slow} is asked twice how it is
 * before it is done, {@code ask} wants to know a name, {@code fail} ends with an error, {@code broken} with a result that is one,
 * {@code stuck} never, {@code drop} is cancelled by the server. The tool {@code plain} is none of them. A server of 2026-07-28
 * has {@code ask_first} as well, which is not listed: it wants to know a name before it makes a task that never ends.
 */
final class TaskTools {

    static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\","
            + "\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}}";
    static final String FAILURE = "{\"code\":4001,\"message\":\"told so\",\"data\":{\"why\":\"so\"}}";
    static final List<String> NAMES = List.of("slow", "ask", "fail", "broken", "stuck", "drop");

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private volatile boolean paced = true;
    private volatile boolean obedient = true;
    private final List<Json> received = new CopyOnWriteArrayList<>();

    /** One task. */
    static final class Task {
        final String id;
        final String tool;
        private int polls;
        private @Nullable Json answer;
        private boolean cancelled;
        private boolean refused;

        private Task(String id, String tool) {
            this.id = id;
            this.tool = tool;
        }

        synchronized void poll() {
            polls++;
        }

        synchronized void answer(Json given) {
            answer = given;
        }

        synchronized @Nullable Json answer() {
            return answer;
        }

        synchronized void cancel() {
            cancelled = true;
        }

        /** What it wanted to know it will not learn. */
        synchronized void refuse() {
            refused = true;
        }

        synchronized String status() {
            if (cancelled || refused) {
                return cancelled ? "cancelled" : "failed";
            }
            return switch (tool) {
                case "slow" -> polls < 3 ? "working" : "completed";
                case "ask" -> answer == null ? "input_required" : "completed";
                case "fail" -> "failed";
                case "broken" -> "completed";
                case "drop" -> "cancelled";
                default -> "working";
            };
        }

        synchronized String message() {
            return "step " + polls;
        }

        /** What the call would have had. */
        String result() {
            Json known = answer();
            String text = known == null
                    ? "done"
                    : "name: " + known.at("/content/name").value();
            String error = tool.equals("broken") ? ",\"isError\":true" : "";
            return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]" + error + "}";
        }
    }

    /** Whether it says how often to ask how a task is; it does unless {@link #doesNotSayHowOften} was called. */
    boolean isPaced() {
        return paced;
    }

    void doesNotSayHowOften() {
        paced = false;
    }

    /** Whether tasks end that are cancelled; they do unless {@link #ignoresCancellations} was called. */
    boolean isObedient() {
        return obedient;
    }

    void ignoresCancellations() {
        obedient = false;
    }

    Task create(String tool) {
        Task task = new Task("task-" + lastId.incrementAndGet(), tool);
        tasks.put(task.id, task);
        return task;
    }

    List<Task> all() {
        return List.copyOf(tasks.values());
    }

    @Nullable Task find(Json params) {
        return params.at("/taskId").value() instanceof String id ? tasks.get(id) : null;
    }

    void heard(Json message) {
        received.add(message);
    }

    /** The requests of one method so far. */
    List<Json> received(String method) {
        return received.stream()
                .filter(message -> method.equals(message.at("/method").value()))
                .toList();
    }
}
