package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.policy.approval.Approval;
import dev.trestle.mcp.policy.approval.WhenToAsk;
import dev.trestle.mcp.policy.rate.Rate;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.telemetry.audit.AuditLog;
import dev.trestle.mcp.telemetry.log.AccessLog;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import dev.trestle.mcp.telemetry.span.SpanFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** What can be put around a call; so wide that it is in nobody's way. */
enum Part {
    METRICS {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.listener(Metrics.builder().build());
        }
    },
    SPANS {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) throws IOException {
            gateway.listener(SpanFile.in(folder).open());
        }
    },
    ACCESS_LOG {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) throws IOException {
            gateway.listener(AccessLog.to(OutputStream.nullOutputStream()).open());
        }
    },
    AUDIT {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) throws IOException {
            gateway.listener(
                    AuditLog.to(folder.resolve("audit.jsonl")).chain(true).open());
        }
    },
    RATE_LIMIT {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            Rate plenty = Rate.of(1_000_000_000, Duration.ofSeconds(1));
            gateway.at(
                    Place.RATE_LIMIT,
                    RateLimit.builder()
                            .perGateway(plenty)
                            .perClient(plenty)
                            .perBackend(plenty)
                            .perTool(plenty)
                            .build());
        }
    },
    ACCESS {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.at(
                    Place.ACCESS,
                    Access.builder()
                            .rule("deny * tools:never-there")
                            .rule("allow * *:*")
                            .build());
        }
    },
    VALIDATION {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.at(Place.VALIDATION, Validation.builder().arguments(true).build());
        }
    },
    /** Of a tool that says that it only reads, so that nobody has to allow it. */
    APPROVAL {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.at(
                    Place.APPROVAL,
                    Approval.builder().when(WhenToAsk.DESTRUCTIVE).build());
        }
    },
    REDACTION {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.redaction(RedactionOptions.standard());
        }
    },
    REDACTION_OF_RESULTS {
        @Override
        void addTo(McpGateway.Builder gateway, Path folder) {
            gateway.redaction(new RedactionOptions(Redactor.builder().build(), true, false, false));
        }
    };

    /**
     * Puts it there.
     *
     * @param gateway where
     * @param folder for what it writes
     */
    abstract void addTo(McpGateway.Builder gateway, Path folder) throws IOException;
}
