package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.policy.approval.ApprovalDesk;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.standalone.reload.Reloads;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an operator reaches.
 *
 * @param desk where calls are allowed, if somebody has to
 * @param rateLimit how often calls may come, if that is bounded
 * @param reloads what can be read anew
 * @param metrics the numbers, if there are any
 * @param audit remembers what he does
 * @param redactor takes secrets out of what he is shown
 */
public record Controls(
        Optional<ApprovalDesk> desk,
        Optional<RateLimit> rateLimit,
        Reloads reloads,
        Optional<Metrics> metrics,
        Consumer<AuditEvent> audit,
        Redactor redactor) {

    /** By which name what is done here is remembered; no client can have it. */
    static final String OPERATOR = "admin listener";
}
