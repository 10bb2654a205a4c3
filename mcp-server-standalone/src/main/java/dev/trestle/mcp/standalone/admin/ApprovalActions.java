package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.policy.approval.ApprovalDesk;
import dev.trestle.mcp.policy.approval.ApprovalRequest;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import dev.trestle.mcp.policy.approval.Decision;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.standalone.admin.AdminRequest.Members;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows which calls wait to be allowed, and decides on them. */
final class ApprovalActions {

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalActions.class);
    private static final Principal OPERATOR = new Principal(Controls.OPERATOR, true);
    private static final int MOST_USES = 1_000_000;
    private static final int MOST_MINUTES = 366 * 24 * 60;

    private final ApprovalDesk desk;
    private final Redactor redactor;

    ApprovalActions(ApprovalDesk desk, Redactor redactor) {
        this.desk = desk;
        this.redactor = redactor;
    }

    CompletionStage<AdminAnswer> list() {
        return desk.requests().thenApply(this::shown).exceptionally(problem -> {
            LOG.error("The requests cannot be read", problem);
            return AdminAnswer.refused(
                    500, "the requests cannot be read, and no call is allowed", "the program's log says why");
        });
    }

    private AdminAnswer shown(List<ApprovalRequest> all) {
        List<String> lines = new ArrayList<>();
        all.stream().filter(ApprovalActions::isOpen).map(this::line).forEach(lines::add);
        long over = all.stream().filter(request -> !isOpen(request)).count();
        if (lines.isEmpty()) {
            lines.add("no call waits to be allowed");
        }
        if (over > 0) {
            lines.add("(" + over + " that are over are not shown)");
        }
        JsonWriter body = JsonWriter.object()
                .put("approvals", all.stream().map(this::json).toList());
        return AdminAnswer.of(200, body, lines);
    }

    CompletionStage<AdminAnswer> approve(String id, AdminRequest request) {
        Members body = request.members(Set.of("uses", "minutes", "anyArguments"));
        Decision yes = new Decision(
                true,
                Controls.OPERATOR,
                body.number("uses", MOST_USES).orElse(1),
                body.number("minutes", MOST_MINUTES).map(Duration::ofMinutes).orElse(null),
                body.flag("anyArguments"));
        return decide(id, yes);
    }

    CompletionStage<AdminAnswer> deny(String id, AdminRequest request) {
        String reason = request.members(Set.of("reason"))
                .text("reason")
                .map(redactor::redact)
                .orElse(null);
        return decide(id, Decision.no(Controls.OPERATOR, reason));
    }

    private CompletionStage<AdminAnswer> decide(String id, Decision decision) {
        return desk.decide(id, OPERATOR, decision)
                .thenApply(decided -> AdminAnswer.of(200, json(decided), List.of(told(decided))))
                .exceptionallyCompose(problem -> {
                    Throwable cause = problem instanceof CompletionException && problem.getCause() != null
                            ? problem.getCause()
                            : problem;
                    return cause instanceof NoSuchElementException ? undecidable(id) : unkept(cause);
                });
    }

    private CompletionStage<AdminAnswer> undecidable(String id) {
        return desk.requests()
                .thenApply(all -> all.stream()
                        .filter(request -> request.id().equals(id))
                        .findFirst()
                        .map(request -> AdminAnswer.refused(
                                409,
                                "the request is " + request.status().word() + " already"
                                        + (request.decidedBy() == null ? "" : ", by the " + request.decidedBy()),
                                "nothing was changed"))
                        .orElseGet(() -> AdminAnswer.refused(
                                404,
                                "there is no such request",
                                "GET /approvals, or trestle approvals list, shows them")));
    }

    private static CompletionStage<AdminAnswer> unkept(Throwable cause) {
        LOG.error("A decision could not be kept", cause);
        return CompletableFuture.completedFuture(AdminAnswer.refused(
                500, "the decision could not be kept, and does not count", "the program's log says why"));
    }

    private static boolean isOpen(ApprovalRequest request) {
        return request.status() == Status.PENDING || request.status() == Status.APPROVED;
    }

    private String line(ApprovalRequest request) {
        return request.id() + "  " + request.status().word()
                + (request.status() == Status.APPROVED ? " (" + covered(request) + ")" : "") + "  " + whose(request)
                + "  until " + request.expires().truncatedTo(ChronoUnit.SECONDS) + "  "
                + Printable.of(redactor.redact(request.summary()));
    }

    private String told(ApprovalRequest request) {
        return request.status() == Status.DENIED
                ? whose(request) + " is denied with these arguments until "
                        + request.expires().truncatedTo(ChronoUnit.SECONDS)
                : whose(request) + " is allowed for " + covered(request) + " until "
                        + request.expires().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String covered(ApprovalRequest request) {
        return request.uses()
                + (request.uses() == 1 ? " call with " : " calls with ")
                + (request.anyArguments() ? "any arguments" : "these arguments");
    }

    private static String whose(ApprovalRequest request) {
        return Printable.of(request.backend() + "/" + request.tool() + " of "
                + request.principal().name());
    }

    private JsonWriter json(ApprovalRequest request) {
        return JsonWriter.object()
                .put("id", request.id())
                .put("status", request.status().word())
                .put("principal", request.principal().name())
                .put("authenticated", request.principal().authenticated())
                .putIfPresent("session", request.session())
                .put("backend", request.backend())
                .put("tool", request.tool())
                .put("arguments", redactor.redact(request.summary()))
                .put("created", request.created().toString())
                .put("expires", request.expires().toString())
                .put("uses", request.uses())
                .put("anyArguments", request.anyArguments())
                .putIfPresent("decidedBy", request.decidedBy())
                .putIfPresent("reason", request.reason());
    }
}
