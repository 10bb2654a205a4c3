package dev.trestle.mcp.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final Map<String, HealthCheck> checks = new LinkedHashMap<>();

    private Readiness.Report report(Duration patience) {
        return Await.value("the report", new Readiness(checks, patience).report());
    }

    @Test
    void allWorkOrWereNotUsed_isReady() {
        checks.put("a", () -> CompletableFuture.completedFuture(Health.UP));
        checks.put("b", () -> CompletableFuture.completedFuture(Health.UNKNOWN));

        Readiness.Report report = report(Duration.ofSeconds(30));

        assertThat(report.ready()).isTrue();
        assertThat(report.toJson().toSlice()).hasToString("{\"a\":{\"status\":\"up\"},\"b\":{\"status\":\"unknown\"}}");
    }

    @Test
    void oneIsDown_isNotReady() {
        checks.put("a", () -> CompletableFuture.completedFuture(Health.UP));
        checks.put("b", () -> CompletableFuture.completedFuture(Health.down("backend_lost")));

        Readiness.Report report = report(Duration.ofSeconds(30));

        assertThat(report.ready()).isFalse();
        assertThat(report.toJson().toSlice())
                .hasToString("{\"a\":{\"status\":\"up\"},\"b\":{\"status\":\"down\",\"code\":\"backend_lost\"}}");
    }

    @Test
    @Tag("limit:patience")
    void oneTakesTooLong_isDownAndTheOthersAreTold() {
        CompletableFuture<Health> never = new CompletableFuture<>();
        checks.put("slow", () -> never);
        checks.put("a", () -> CompletableFuture.completedFuture(Health.UP));

        Readiness.Report report = report(Duration.ofMillis(20));

        assertThat(report.parts()).containsEntry("slow", Health.down("timeout")).containsEntry("a", Health.UP);
        // Others may be waiting for the same answer.
        assertThat(never).isNotDone();
    }

    @Test
    void oneBreaks_isDown() {
        checks.put("broken", () -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));

        assertThat(report(Duration.ofSeconds(30)).parts()).containsEntry("broken", Health.down("internal"));
    }
}
