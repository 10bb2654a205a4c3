package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.shape.EraErrors;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of 2025-11-25 may end a call with the demand that links be opened before it is made again
 * ({@value EraErrors#LINK_REQUIRED}). 2026-07-28 has no such error: the client is asked to open them, and the call, which is
 * over and had no effects, is made again as soon as the server says that they were used, or after {@code linkWait}.
 * Thread-safe.
 */
final class LinksFirst {

    private static final String COMPLETE = "notifications/elicitation/complete";
    private static final SliceEditor EDITOR = new SliceEditor();

    private final LentSession session;
    private final Map<String, CompletableFuture<?>> unused = new ConcurrentHashMap<>();

    LinksFirst(LentSession session) {
        this.session = session;
    }

    /** Whether a reply is not the last, because links are to be opened first. */
    static boolean isDemand(LentCall call, McpReply reply) {
        return reply instanceof McpReply.Failure failure
                && failure.reason() == null
                && failure.error().code() == EraErrors.LINK_REQUIRED
                && call.mayBeAsked();
    }

    /** The reply, or that of the call which is made once the links are open. */
    CompletionStage<McpReply> opened(LentCall call, McpReply reply) {
        if (!isDemand(call, reply)) {
            return CompletableFuture.completedFuture(reply);
        }
        JsonRpcError error = ((McpReply.Failure) reply).error();
        List<JsonSlice> links = EraErrors.linksOf(error);
        if (links.isEmpty()) {
            return CompletableFuture.completedFuture(reply);
        }
        List<String> ids =
                links.stream().map(LinksFirst::idOf).flatMap(Optional::stream).toList();
        CompletableFuture<?> used = expect(ids);
        return ask(call, links)
                .thenCompose(answers -> {
                    if (answers.stream().anyMatch(InputAnswer.Failure.class::isInstance)) {
                        return CompletableFuture.completedFuture(reply);
                    }
                    return answers.stream().allMatch(LinksFirst::accepted)
                            ? again(call, used)
                            : CompletableFuture.completedFuture(
                                    EraErrors.links(call.asked().method(), error));
                })
                .whenComplete((last, problem) -> unused.keySet().removeAll(ids));
    }

    /** A server that names no link says of none that it was used. */
    private CompletableFuture<?> expect(List<String> ids) {
        return ids.isEmpty()
                ? new CompletableFuture<>()
                : CompletableFuture.allOf(ids.stream()
                        .map(id -> unused.computeIfAbsent(id, first -> new CompletableFuture<>()))
                        .toArray(CompletableFuture[]::new));
    }

    private static CompletionStage<List<InputAnswer>> ask(LentCall call, List<JsonSlice> links) {
        CompletionStage<List<InputAnswer>> all = CompletableFuture.completedFuture(List.of());
        List<CompletionStage<InputAnswer>> asked = links.stream()
                .map(link -> call.ask(new InputRequest("elicitation/create", Params.of(link))))
                .toList();
        for (CompletionStage<InputAnswer> one : asked) {
            all = all.thenCombine(one, LinksFirst::plus);
        }
        return all;
    }

    private static List<InputAnswer> plus(List<InputAnswer> some, InputAnswer one) {
        List<InputAnswer> all = new ArrayList<>(some);
        all.add(one);
        return all;
    }

    private static boolean accepted(InputAnswer answer) {
        return answer instanceof InputAnswer.Result result
                && EDITOR.member(result.json(), "action")
                        .map(SliceEditor::text)
                        .filter("accept"::equals)
                        .isPresent();
    }

    private CompletionStage<McpReply> again(LentCall call, CompletableFuture<?> used) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        BackendContext context = session.all().context();
        Future<?> timer = context.scheduler()
                .schedule(
                        () -> context.callExecutor().execute(() -> ready.complete(null)),
                        session.all().limits().linkWait().toNanos(),
                        TimeUnit.NANOSECONDS);
        var heard = used.thenRun(() -> ready.complete(null));
        call.asked().cancellation().onCancel(reason -> ready.complete(null));
        call.observer().waits(ready);
        return ready.thenCompose(over -> {
            timer.cancel(false);
            heard.cancel(false);
            return call.asked().cancellation().isCancelled()
                    ? CompletableFuture.completedFuture(TrestleError.CANCELLED.failure("The call was cancelled"))
                    : session.made(call);
        });
    }

    /** Whether a notification says of a link that it was used; that is for nobody else. */
    boolean heard(Notification notification) {
        if (!notification.method().equals(COMPLETE)) {
            return false;
        }
        Params params = notification.params();
        String id = params == null ? null : idOf(params.json()).orElse(null);
        complete(id == null ? null : unused.get(id));
        return true;
    }

    private static void complete(@Nullable CompletableFuture<?> link) {
        if (link != null) {
            link.complete(null);
        }
    }

    private static Optional<String> idOf(JsonSlice link) {
        return EDITOR.member(link, "elicitationId").map(SliceEditor::text);
    }
}
