package dev.trestle.mcp.standalone.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which path is answered by what. */
final class AdminRoutes {

    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final Pattern DECISION = Pattern.compile("/approvals/([0-9A-Za-z-]{1,64})/(approve|deny)");

    private final Map<String, Route> fixed = new LinkedHashMap<>();
    private final Optional<ApprovalActions> approvals;

    AdminRoutes(Controls controls) {
        UpkeepActions upkeep = new UpkeepActions(controls);
        approvals = controls.desk().map(desk -> new ApprovalActions(desk, controls.redactor()));
        fixed.put("/metrics", now(GET, upkeep::metrics));
        fixed.put("/reload", now(POST, upkeep::reload));
        fixed.put("/rate-limits/reset", now(POST, upkeep::resetRates));
        fixed.put("/approvals", approving(GET, (actions, request) -> actions.list()));
    }

    /** What answers a path; empty if nothing does. */
    Optional<Route> find(String path) {
        Matcher decision = DECISION.matcher(path);
        if (!decision.matches()) {
            return Optional.ofNullable(fixed.get(path));
        }
        String id = decision.group(1);
        return Optional.of(
                decision.group(2).equals("approve")
                        ? approving(POST, (actions, request) -> actions.approve(id, request))
                        : approving(POST, (actions, request) -> actions.deny(id, request)));
    }

    private static Route now(String method, Function<AdminRequest, AdminAnswer> action) {
        return new Route(method, request -> CompletableFuture.completedFuture(action.apply(request)));
    }

    private Route approving(String method, Approving action) {
        return new Route(
                method,
                request -> approvals
                        .map(actions -> action.answer(actions, request))
                        .orElseGet(() -> CompletableFuture.completedFuture(AdminAnswer.refused(
                                404, "no call has to be allowed", "set gateway.approval.when to have them wait"))));
    }

    /** Something about approvals. */
    @FunctionalInterface
    private interface Approving {
        CompletionStage<AdminAnswer> answer(ApprovalActions actions, AdminRequest request);
    }

    /**
     * What answers a path.
     *
     * @param method the one method that it has
     * @param action the answer; may block. Throws {@link IllegalArgumentException} if the body is wrong
     */
    record Route(String method, Function<AdminRequest, CompletionStage<AdminAnswer>> action) {}
}
