package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.ask.OpenQuestion;
import dev.trestle.mcp.era.shape.AskKind;
import dev.trestle.mcp.era.shape.ClientCapabilities;
import dev.trestle.mcp.era.shape.EraErrors;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client of 2026-07-28 whose backend may ask while it runs. The client is asked by ending its request; the
 * backend's call stays open, parked, until the client comes back with answers in another request, which the call then
 * belongs to. Thread-safe.
 */
final class ModernCall implements CallObserver {

    private final ModernServices services;
    private final McpCall call;
    private Exchange exchange;

    // Most calls ask nothing: these are made by the first that does.
    private Map<String, OpenQuestion> questions = Map.of();
    private Set<AskKind> refused = Set.of();

    private @Nullable String handle;
    private @Nullable Future<?> timer;
    private @Nullable Notification lastProgress;
    private @Nullable McpReply reply;
    private int asked;
    private int round;
    private boolean attached = true;
    private boolean gathering;
    private boolean over;

    ModernCall(ModernServices services, McpCall call, Exchange exchange) {
        this.services = services;
        this.call = call;
        this.exchange = exchange;
    }

    McpCall call() {
        return call;
    }

    /** Ends the call if its client goes away before it is answered, which is how that client cancels. */
    void watch(Exchange watched) {
        watched.stream().onClientGone(() -> {
            if (isCarriedBy(watched)) {
                abandon("the client went away");
            }
        });
    }

    private synchronized boolean isCarriedBy(Exchange other) {
        return attached && exchange.stream() == other.stream();
    }

    @Override
    public void notified(Notification notification) {
        Exchange to;
        synchronized (this) {
            boolean progress = notification.method().equals("notifications/progress");
            lastProgress = progress && !attached ? notification : lastProgress;
            if (!attached
                    || over
                    || !(progress
                            || Logs.wanted(notification, exchange.envelope().logLevel()))) {
                return;
            }
            to = exchange;
        }
        deliver(notification, to);
    }

    private void deliver(Notification notification, Exchange to) {
        JsonSlice token = to.progressToken();
        if (!notification.method().equals("notifications/progress")) {
            to.stream().send(EnvelopeWriter.notification(notification.method(), notification.params()));
        } else if (token != null && notification.params() != null) {
            to.stream()
                    .send(EnvelopeWriter.notification(
                            notification.method(), EnvelopeWriter.withProgressToken(notification.params(), token)));
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        String key;
        synchronized (this) {
            Optional<JsonRpcError> refusal = refusal(request);
            if (refusal.isPresent()) {
                answer.complete(new InputAnswer.Failure(refusal.get()));
                return answer;
            }
            key = "q" + ++asked;
            questions = questions.isEmpty() ? new LinkedHashMap<>() : questions;
            questions.put(key, new OpenQuestion(request, answer));
            gather();
        }
        request.cancellation().onCancel(reason -> withdraw(key));
        return answer;
    }

    private Optional<JsonRpcError> refusal(InputRequest request) {
        if (over) {
            return Optional.of(TrestleError.CANCELLED.error("The call that asks is over"));
        }
        if (!Modern.mayAsk(call.method())) {
            return Optional.of(JsonRpcError.of(
                    JsonRpcError.METHOD_NOT_FOUND, "The client cannot be asked during " + call.method()));
        }
        if (questions.size() >= services.limits().maxAsksPerRound()) {
            return Optional.of(
                    TrestleError.BUSY.error("As many questions wait for the client as may (maxAsksPerRound)"));
        }
        Optional<JsonRpcError> refusal = ClientCapabilities.refusal(
                exchange.envelope().capabilities(),
                request.method(),
                request.params() == null ? null : request.params().json());
        if (refusal.isPresent()) {
            kindOf(request).ifPresent(this::refuse);
        }
        return refusal;
    }

    private static Optional<AskKind> kindOf(InputRequest request) {
        return AskKind.of(
                request.method(),
                request.params() == null ? null : request.params().json());
    }

    private void refuse(AskKind kind) {
        Set<AskKind> more = EnumSet.of(kind);
        more.addAll(refused);
        refused = more;
    }

    private synchronized Set<AskKind> refused() {
        return refused;
    }

    private @Nullable OpenQuestion remove(String key) {
        return questions.isEmpty() ? null : questions.remove(key);
    }

    private List<OpenQuestion> takeQuestions() {
        List<OpenQuestion> left = questions.isEmpty() ? List.of() : List.copyOf(questions.values());
        questions = Map.of();
        return left;
    }

    private void withdraw(String key) {
        OpenQuestion question;
        synchronized (this) {
            question = remove(key);
        }
        if (question != null) {
            question.giveUp("The question was withdrawn");
        }
    }

    /** Questions that come together are asked together. */
    private void gather() {
        if (attached && !gathering) {
            gathering = true;
            var unused = after(services.limits().askGather(), this::askClient);
        }
    }

    private void askClient() {
        Exchange asking;
        JsonSlice result;
        synchronized (this) {
            gathering = false;
            if (over || !attached || questions.isEmpty()) {
                return;
            }
            Optional<String> parked =
                    handle != null ? Optional.of(handle) : services.parked().park(this, call.principal());
            if (parked.isPresent() && round < services.limits().maxRounds()) {
                handle = parked.get();
                round++;
                asking = exchange;
                attached = false;
                result = services.asks().inputRequired(call, handle, round, questions);
                timer = after(ttl(), () -> abandon("the client did not come back with an answer in time"));
            } else {
                asking = null;
                result = JsonSlice.NULL;
            }
        }
        if (asking == null) {
            refuseToAsk();
        } else {
            asking.stream().finish(EnvelopeWriter.result(asking.id(), result));
        }
    }

    private void refuseToAsk() {
        settle(TrestleError.BUSY.failure(
                "The call asks its user, but as many calls wait for users as may (maxParked, maxRounds)"));
        abandon("the client cannot be asked");
    }

    private Duration ttl() {
        boolean url = questions.values().stream()
                .anyMatch(question -> kindOf(question.request()).equals(Optional.of(AskKind.LINK)));
        return url ? services.limits().urlParkTtl() : services.limits().parkTtl();
    }

    /**
     * The client is back.
     *
     * @return false if the state that it brings is not the last that it was given
     */
    boolean resume(Exchange next, int itsRound, Map<String, JsonSlice> answers) {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            if ((over && reply == null) || attached || itsRound != round) {
                return false;
            }
            attached = true;
            exchange = next;
            stop(timer);
            answers.forEach((key, result) -> {
                OpenQuestion question = remove(key);
                if (question != null) {
                    told.add(() -> question.answer(result));
                }
            });
            if (reply == null && !questions.isEmpty()) {
                gather();
            }
        }
        watch(next);
        catchUp(next);
        told.forEach(Runnable::run);
        return true;
    }

    private void catchUp(Exchange next) {
        Notification missed;
        McpReply kept;
        synchronized (this) {
            missed = lastProgress;
            lastProgress = null;
            kept = reply;
        }
        if (missed != null) {
            deliver(missed, next);
        }
        if (kept != null) {
            forget();
            services.answers().answer(call, next, kept);
        }
    }

    /** The backend has replied. */
    void settle(McpReply given) {
        McpReply last = EraErrors.afterRefusals(given, refused());
        Exchange to;
        List<OpenQuestion> left;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            to = attached ? exchange : null;
            left = takeQuestions();
            if (to == null) {
                reply = last;
                stop(timer);
                timer = after(services.limits().keepReply(), this::forget);
            }
        }
        left.forEach(question -> question.giveUp("The call that asked is over"));
        if (to != null) {
            forget();
            services.answers().answer(call, to, last);
        }
    }

    /** Nobody waits for the call any more. */
    void abandon(String why) {
        List<OpenQuestion> left;
        synchronized (this) {
            left = takeQuestions();
            over = true;
        }
        forget();
        left.forEach(question -> question.giveUp("The client gave no answer: " + why));
        call.cancellation().cancel(why);
    }

    private void forget() {
        String parked;
        synchronized (this) {
            stop(timer);
            reply = null;
            parked = handle;
        }
        if (parked != null) {
            services.parked().remove(parked, call.principal());
        }
    }

    private Future<?> after(Duration delay, Runnable action) {
        return services.context()
                .scheduler()
                .schedule(
                        () -> services.context().callExecutor().execute(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void stop(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
