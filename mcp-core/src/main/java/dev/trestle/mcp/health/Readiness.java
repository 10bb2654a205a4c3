package dev.trestle.mcp.health;

import dev.trestle.mcp.json.JsonWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Whether all parts together are fit for work. Thread-safe. */
public final class Readiness {

    private final Map<String, HealthCheck> checks;
    private final Duration patience;

    /**
     * Asks parts by name.
     *
     * @param checks the parts, in order
     * @param patience how long a part may take to find out; one that takes longer is down with {@code timeout}
     */
    public Readiness(Map<String, HealthCheck> checks, Duration patience) {
        this.checks = new LinkedHashMap<>(checks);
        this.patience = patience;
    }

    /**
     * Asks all parts at once.
     *
     * @return completes within the patience, not exceptionally
     */
    public CompletionStage<Report> report() {
        Map<String, CompletableFuture<Health>> asked = new LinkedHashMap<>();
        checks.forEach((name, check) -> asked.put(name, ask(check)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, Health> parts = new LinkedHashMap<>();
                    asked.forEach((name, answer) -> parts.put(name, answer.join()));
                    return new Report(parts);
                });
    }

    private CompletableFuture<Health> ask(HealthCheck check) {
        return check.check()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(Health.down("timeout"), patience.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(problem -> Health.down("internal"));
    }

    /**
     * How all parts are.
     *
     * @param parts by name, in order
     */
    public record Report(Map<String, Health> parts) {

        /**
         * Whether none is down.
         *
         * @return true if so, though some were not used yet
         */
        public boolean ready() {
            return parts.values().stream().noneMatch(part -> part.status() == Health.Status.DOWN);
        }

        /**
         * The parts as JSON: {@code {"name": {"status": "up"}, …}}.
         *
         * @return an object
         */
        public JsonWriter toJson() {
            JsonWriter json = JsonWriter.object();
            parts.forEach((name, part) -> json.put(
                    name,
                    JsonWriter.object().put("status", part.status().word()).putIfPresent("code", part.code())));
            return json;
        }
    }
}
