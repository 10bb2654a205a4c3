package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.policy.approval.ApprovalBook.Claim;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import dev.trestle.mcp.policy.tools.ToolLists;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls of tools through that somebody has allowed. An approval is for one principal, session and tool, and for these very
 * arguments; it is used up by one call unless whoever decided said otherwise. Who decides is asked in this order: the user in
 * front of the client, an {@link Approver}, and whoever sits at the {@link ApprovalDesk}; a call that nobody allowed in time gets
 * {@code approval_required} and can be made again once somebody has. Whatever fails on the way, the call is not made.
 *
 * <p>A call that its server answers with a question is not asked for again when it is made again with the answers. A client of
 * 2026-07-28 can present the same answers more than once, and how often they count is its server's matter (`patterns/mrtr`): do
 * not count uses of such tools by approvals.
 *
 * <p>One for one gateway, at {@code Place.APPROVAL}. Thread-safe; never blocks.
 */
public final class Approval implements CallInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Approval.class);

    private final ApprovalOptions options;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Attached attached;

    Approval(ApprovalOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    /** What there is once the gateway has lent its parts. */
    private record Attached(InterceptorContext context, ApprovalBook book, ToolLists<Hints> tools, UserQuestion user) {}

    /**
     * Begins with the defaults: tools that may destroy something, asked of the user and of the desk.
     *
     * @return a builder
     */
    public static ApprovalOptions builder() {
        return new ApprovalOptions();
    }

    @Override
    public void attach(InterceptorContext context) {
        attached = new Attached(
                context,
                new ApprovalBook(
                        options.store,
                        context.decoder(),
                        context.handlerExecutor(),
                        clock,
                        options.maxRequests,
                        options.maxRequestsPerPrincipal,
                        options.decided),
                new ToolLists<>(
                        context,
                        options.hintsTtl,
                        options.maxLists,
                        (view, name, tool) -> Hints.read(context, tool),
                        System::nanoTime),
                new UserQuestion(context));
    }

    /**
     * The side of whoever decides.
     *
     * @return the desk
     * @throws IllegalStateException before the gateway is built
     */
    public ApprovalDesk desk() {
        return new ApprovalDesk(lent().book());
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        CallObserver hearing = lent().tools().hearing(observer, call);
        String tool = call.method().equals("tools/call") ? call.target() : null;
        // Made again, it was allowed before; without a name it is no call of a tool.
        if (call.round() > 0 || tool == null || options.isAutomatic(call.view(), tool)) {
            return next.call(call, hearing);
        }
        if (options.isNamed(call.view(), tool) || options.when == WhenToAsk.ALL) {
            return allowed(call, hearing, next, tool);
        }
        if (options.when == WhenToAsk.NAMED) {
            return next.call(call, hearing);
        }
        CompletableFuture<Hints> hints = lent().tools()
                .of(call, next, false)
                .thenApply(known -> known.orElse(Hints.UNKNOWN))
                .exceptionally(problem -> Hints.UNKNOWN)
                .toCompletableFuture();
        if (hints.isDone()) {
            return judged(hints.join(), call, hearing, next, tool);
        }
        observer.waits(hints);
        return hints.thenCompose(known -> judged(known, call, hearing, next, tool));
    }

    private CompletionStage<McpReply> judged(
            Hints known, McpCall call, CallObserver observer, McpBackend next, String tool) {
        return options.isAskedFor(known) ? allowed(call, observer, next, tool) : next.call(call, observer);
    }

    private CompletionStage<McpReply> allowed(McpCall call, CallObserver observer, McpBackend next, String tool) {
        ApprovalRequest wanted = request(call, tool);
        CompletableFuture<Claim> claim = lent().book().claim(wanted).toCompletableFuture();
        if (!claim.isDone()) {
            observer.waits(claim);
        }
        return claim.thenCompose(first -> first.allowed() || first.request().status() == Status.DENIED
                        ? CompletableFuture.completedFuture(first)
                        : asked(call, observer, wanted, first.request()))
                .handle((settled, problem) -> problem == null ? judged(settled) : refused(problem))
                .thenCompose(refusal ->
                        refusal == null ? next.call(call, observer) : CompletableFuture.completedFuture(refusal));
    }

    private ApprovalRequest request(McpCall call, String tool) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        CanonicalArguments arguments = new CanonicalArguments(call.arguments().get("arguments"));
        Instant now = clock.instant();
        return new ApprovalRequest(
                HexFormat.of().formatHex(id),
                call.principal(),
                call.session() == null ? null : call.session().value(),
                call.view(),
                tool,
                arguments.digest(),
                arguments.summary(lent().context().redactor()),
                Status.PENDING,
                now,
                now.plus(options.ttl),
                0,
                false,
                null,
                null);
    }

    /** Asks whoever can be asked, and tries again to use up what he gave. */
    private CompletionStage<Claim> asked(
            McpCall call, CallObserver observer, ApprovalRequest wanted, ApprovalRequest pending) {
        ApprovalBook book = lent().book();
        CompletionStage<?> decision;
        if (options.askUser && lent().user().canBeAsked(call)) {
            decision = lent().user()
                    .ask(observer, pending)
                    .thenCompose(said -> said.isPresent()
                            ? written(pending, said.get())
                            : CompletableFuture.completedFuture(pending));
        } else if (options.approver != null) {
            // What he decides counts however late: for the same call made again.
            decision = inTime(observer, options.approver.decide(pending).thenCompose(said -> written(pending, said)));
        } else if (!options.wait.isZero()) {
            decision = inTime(observer, book.decision(pending.id()));
        } else {
            return CompletableFuture.completedFuture(new Claim(pending, false));
        }
        call.cancellation().onCancel(reason -> {
            var unused = book.cancel(pending.id()).exceptionally(over -> pending);
        });
        return decision.thenCompose(done -> call.cancellation().isCancelled()
                ? CompletableFuture.completedFuture(new Claim(pending, false))
                : book.claim(wanted));
    }

    /** Somebody else may have decided meanwhile; then it is his word that counts. */
    private CompletionStage<ApprovalRequest> written(ApprovalRequest pending, Decision decision) {
        Decision kept = decision.without(lent().context().redactor());
        return lent().book().decide(pending.id(), kept).exceptionallyCompose(problem -> {
            Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
            return cause instanceof NoSuchElementException
                    ? CompletableFuture.completedFuture(pending)
                    : CompletableFuture.failedFuture(problem);
        });
    }

    /** What comes within the time that a call may wait; null if it does not. */
    private <T> CompletionStage<@Nullable T> inTime(CallObserver observer, CompletionStage<T> stage) {
        CompletableFuture<@Nullable T> result = stage.toCompletableFuture()
                .copy()
                .completeOnTimeout(null, options.wait.toNanos(), TimeUnit.NANOSECONDS);
        observer.waits(result);
        return result;
    }

    /** Null if the call may be made. */
    private @Nullable McpReply judged(Claim claim) {
        if (claim.allowed()) {
            return null;
        }
        ApprovalRequest request = claim.request();
        Map<String, JsonSlice> more = new LinkedHashMap<>();
        more.put("approvalId", JsonWriter.write(request.id()));
        more.put("tool", JsonWriter.write(request.tool()));
        // The name that this was known by in the server whose clients may read it.
        more.put("action_id", JsonWriter.write(request.id()));
        more.put("expiresAt", JsonWriter.write(request.expires().toString()));
        String what = "Tool '" + request.tool() + "' of '" + request.backend() + "' ";
        return request.status() == Status.DENIED
                ? TrestleError.APPROVAL_DENIED.toolFailure(
                        what + "was not allowed with these arguments"
                                + (request.reason() == null ? "" : ": " + request.reason()),
                        more)
                : TrestleError.APPROVAL_REQUIRED.toolFailure(
                        what + "has to be allowed with these arguments; the request is " + request.id(), more);
    }

    private static McpReply refused(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof ApprovalBook.Full full) {
            return TrestleError.LIMIT_REACHED.failure(
                    "As many calls wait to be allowed as may (" + full.getMessage() + ")");
        }
        LOG.error("A call could not be allowed, and was not made", cause);
        return TrestleError.APPROVAL_REQUIRED.toolFailure(
                "The call has to be allowed, and that cannot be done now", Map.of());
    }

    @Override
    public SessionPeer around(SessionPeer peer, String view) {
        return lent().tools().hearing(peer, view);
    }

    private Attached lent() {
        if (attached == null) {
            throw new IllegalStateException("not attached to a gateway");
        }
        return attached;
    }
}
