package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.builtin.BuiltIns;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.policy.Policies;
import dev.trestle.mcp.standalone.reload.Reloads;
import dev.trestle.mcp.standalone.telemetry.Observation;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is put around a gateway, and can be reached beside it.
 *
 * @param observation who hears what happens
 * @param policies what calls have to pass
 * @param reloads what can be read anew; whoever has something of that kind adds it
 * @param builtIns the server that comes with the program
 */
record Parts(Observation observation, Policies policies, Reloads reloads, BuiltIns builtIns) implements AutoCloseable {

    /** Those that a launch asks for. */
    static Parts of(Launch launch) {
        Observation observation =
                Observation.open(launch.gateway(), launch.redaction().redactor());
        try {
            return of(launch, observation);
        } catch (Refusal refusal) {
            observation.close();
            throw refusal;
        }
    }

    private static Parts of(Launch launch, Observation observation) {
        Policies policies = Policies.of(launch.gateway(), launch.servers(), observation::remember);
        Reloads reloads = new Reloads((by, outcomes) -> observation.remember(event(by, outcomes)));
        policies.addTo(reloads);
        observation.metrics().ifPresent(numbers -> policies.gauges().forEach(numbers::add));
        BuiltIns builtIns = BuiltIns.of(
                launch.gateway(),
                event -> observation.auditLog().map(log -> log.record(event)).orElse(true),
                launch.redaction().redactor());
        return new Parts(observation, policies, reloads, builtIns);
    }

    private static AuditEvent event(String by, List<Reloads.Outcome> outcomes) {
        Map<String, String> details = new LinkedHashMap<>();
        outcomes.stream()
                .limit(AuditEvent.MOST_DETAILS)
                .forEach(outcome -> details.put(outcome.name(), outcome.problem() == null ? "ok" : outcome.problem()));
        return new AuditEvent("reloaded", by, null, details);
    }

    @Override
    public void close() {
        builtIns.close();
        observation.close();
    }
}
