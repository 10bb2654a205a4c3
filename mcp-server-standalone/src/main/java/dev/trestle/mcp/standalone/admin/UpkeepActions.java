package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.standalone.reload.Reloads;
import dev.trestle.mcp.standalone.reload.Reloads.Outcome;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads anew, forgets, and counts. */
final class UpkeepActions {

    private final Controls controls;

    UpkeepActions(Controls controls) {
        this.controls = controls;
    }

    AdminAnswer metrics(AdminRequest request) {
        Optional<Metrics> metrics = controls.metrics();
        if (metrics.isEmpty()) {
            return AdminAnswer.refused(404, "nothing is counted", "embed a Metrics");
        }
        Metrics.Page page = metrics.get().page(request.accept());
        return new AdminAnswer(
                200, page.type(), page.text(), page.text().lines().toList());
    }

    /** All that can be read anew; the status is 500 if something could not, and is as it was before. */
    AdminAnswer reload(AdminRequest request) {
        request.members(Set.of());
        Reloads reloads = controls.reloads();
        Redactor redactor = controls.redactor();
        List<String> done = new ArrayList<>();
        Map<String, String> failed = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (Outcome outcome : reloads.run(Controls.OPERATOR)) {
            if (outcome.problem() == null) {
                done.add(outcome.name());
                lines.add(outcome.name() + ": read anew");
            } else {
                String problem = redactor.redact(outcome.problem());
                failed.put(outcome.name(), problem);
                lines.add(outcome.name() + ": as it was before; " + Printable.of(problem));
            }
        }
        if (lines.isEmpty()) {
            lines.add("there is nothing that could be read anew");
        }
        JsonWriter body = JsonWriter.object().put("reloaded", done).put("failed", failed);
        return AdminAnswer.of(failed.isEmpty() ? 200 : 500, body, lines);
    }

    AdminAnswer resetRates(AdminRequest request) {
        Optional<String> name = request.members(Set.of("principal")).text("principal");
        Optional<RateLimit> limit = controls.rateLimit();
        if (limit.isEmpty()) {
            return AdminAnswer.refused(404, "there are no rate limits", "set gateway.rateLimit to have some");
        }
        if (name.isPresent()) {
            limit.get().reset(principal(name.get()));
        } else {
            limit.get().reset();
        }
        controls.audit()
                .accept(new AuditEvent("rate_limits_reset", Controls.OPERATOR, null, Map.of("of", name.orElse("all"))));
        return AdminAnswer.of(
                200,
                JsonWriter.object().put("reset", name.orElse("all")),
                List.of("rate limits of " + Printable.of(name.orElse("all")) + " begin anew"));
    }

    private static Principal principal(String name) {
        return name.equals(Principal.ANONYMOUS.name()) ? Principal.ANONYMOUS : new Principal(name, true);
    }
}
