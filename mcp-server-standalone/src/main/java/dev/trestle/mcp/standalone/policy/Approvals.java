package dev.trestle.mcp.standalone.policy;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.policy.approval.Approval;
import dev.trestle.mcp.policy.approval.ApprovalOptions;
import dev.trestle.mcp.policy.approval.ApprovalRequest;
import dev.trestle.mcp.policy.approval.ApprovalStore;
import dev.trestle.mcp.policy.approval.WhenToAsk;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the file says of calls that somebody has to allow. */
public final class Approvals {

    private static final String OFF = "off";

    private Approvals() {}

    /** The options, or empty if nobody has to allow anything. */
    public static Optional<ApprovalOptions> options(GatewaySettings settings, List<ServerSettings> servers) {
        String when = settings.text(GatewayKey.APPROVAL_WHEN).orElseThrow();
        List<String> tools = settings.texts(GatewayKey.APPROVAL_TOOLS).orElse(List.of());
        if (when.equals(OFF)) {
            if (!tools.isEmpty()) {
                throw new Refusal("gateway.approval.tools: has no effect while approval.when is off; make that named");
            }
            return Optional.empty();
        }
        WhenToAsk which = WhenToAsk.valueOf(when.toUpperCase(Locale.ROOT));
        if (which == WhenToAsk.NAMED && tools.isEmpty()) {
            throw new Refusal("gateway.approval.when: is named, and approval.tools names none");
        }
        boolean asked = settings.flag(GatewayKey.APPROVAL_ASK_USER);
        if (!asked && !settings.isGiven(GatewayKey.ADMIN_PORT)) {
            throw new Refusal("gateway.approval.askUser: nobody could allow anything; set admin.port, or ask the user");
        }
        ApprovalOptions options = Approval.builder()
                .when(which)
                .askUser(asked)
                .ttl(settings.duration(GatewayKey.APPROVAL_TTL))
                .hintsTtl(settings.duration(GatewayKey.APPROVAL_HINTS_TTL))
                .maxLists(settings.number(GatewayKey.APPROVAL_MAX_LISTS))
                .maxRequests(
                        settings.number(GatewayKey.APPROVAL_MAX_REQUESTS),
                        settings.number(GatewayKey.APPROVAL_MAX_REQUESTS_PER_PRINCIPAL));
        settings.durationIfAny(GatewayKey.APPROVAL_WAIT).ifPresent(options::wait);
        settings.text(GatewayKey.APPROVAL_FILE).map(Approvals::store).ifPresent(options::store);
        name(options, tools, servers);
        return Optional.of(options);
    }

    private static void name(ApprovalOptions options, List<String> tools, List<ServerSettings> servers) {
        try {
            tools.forEach(options::require);
            servers.forEach(server ->
                    server.traits().autoApprove().forEach(tool -> options.autoApprove(server.name() + "/" + tool)));
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway.approval.tools, or autoApprove: " + wrong.getMessage());
        }
    }

    /** Found out now, because a file that cannot be read or written would keep every call from being allowed. */
    private static ApprovalStore store(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
                throw new Refusal("gateway.approval.file: " + file + " is not a file in a folder that can be written");
            }
            ApprovalStore store = ApprovalStore.file(file);
            store.load(new StrictJsonDecoder());
            return store;
        } catch (IOException e) {
            throw new Refusal(
                    "gateway.approval.file: " + e.getMessage() + "; remove it, and what it held is asked for again");
        } catch (InvalidPathException e) {
            throw new Refusal("gateway.approval.file: \"" + name + "\" is not a path");
        }
    }

    /** What the audit log remembers of a decision. */
    static AuditEvent event(ApprovalRequest request) {
        boolean denied = request.status() == ApprovalRequest.Status.DENIED;
        Map<String, String> details = new LinkedHashMap<>();
        details.put("id", request.id());
        details.put("client", request.principal().name());
        if (!denied) {
            details.put("uses", String.valueOf(request.uses()));
            details.put("arguments", request.anyArguments() ? "any" : "these");
            details.put("expires", request.expires().toString());
        } else if (request.reason() != null) {
            details.put("reason", request.reason());
        }
        return new AuditEvent(
                denied ? "approval_denied" : "approval_granted",
                request.decidedBy(),
                request.session(),
                request.backend(),
                request.tool(),
                details);
    }
}
