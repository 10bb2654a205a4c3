package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.link.RequestCorrelator;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a legacy server says and asks of its own accord. */
final class ServerRequests implements RequestCorrelator.Inbound {

    private final SessionPeer peer;
    private final int maxQuestions;
    private final StandingRequests standing;
    private final Map<RequestId, Cancellation> questions = new ConcurrentHashMap<>();
    private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();
    private @Nullable RequestCorrelator correlator;

    ServerRequests(SessionPeer peer, int maxQuestions, StandingRequests standing) {
        this.peer = peer;
        this.standing = standing;
        this.maxQuestions = maxQuestions;
    }

    /** Says through what to answer; called once, before the link is opened. */
    void answerBy(RequestCorrelator value) {
        correlator = value;
    }

    CompletableFuture<McpReply.Failure> ended() {
        return ended;
    }

    @Override
    public void request(Request request, @Nullable CallObserver during) {
        if (request.method().equals("ping")) {
            correlator().send(new Result(request.id(), JsonSlice.EMPTY_OBJECT));
            return;
        }
        Cancellation cancellation = new Cancellation();
        if (questions.size() >= maxQuestions) {
            refuse(
                    request,
                    TrestleError.BUSY.error(
                            maxQuestions + " questions wait for the client, which is as many as may (maxQuestions)"));
        } else if (questions.putIfAbsent(request.id(), cancellation) != null) {
            refuse(request, TrestleError.DUPLICATE_ID.error("A request with this id is still open"));
        } else {
            ask(new InputRequest(request.method(), request.params(), cancellation), during)
                    .thenAccept(answer -> answered(request.id(), answer));
        }
    }

    private CompletionStage<InputAnswer> ask(InputRequest question, @Nullable CallObserver during) {
        return during == null ? peer.ask(question) : during.ask(question);
    }

    private void answered(RequestId id, InputAnswer answer) {
        Cancellation cancellation = questions.remove(id);
        if (cancellation == null || cancellation.isCancelled()) {
            return;
        }
        if (answer instanceof InputAnswer.Result result) {
            correlator().send(new Result(id, result.json()));
        } else if (answer instanceof InputAnswer.Failure failure) {
            correlator().send(new Failure(id, failure.error()));
        }
    }

    private void refuse(Request request, JsonRpcError error) {
        correlator().send(new Failure(request.id(), error));
    }

    @Override
    public void notified(Notification notification, @Nullable CallObserver during) {
        if (notification.method().equals(CancelledNotice.METHOD)) {
            CancelledNotice.read(notification.params()).ifPresent(this::withdraw);
            return;
        }
        if (during == null) {
            peer.notified(notification);
        } else {
            during.notified(notification);
        }
    }

    private void withdraw(CancelledNotice notice) {
        Cancellation cancellation = questions.get(notice.requestId());
        if (cancellation != null) {
            cancellation.cancel(notice.reason());
        }
    }

    @Override
    public void renewed() {
        questions.values().forEach(question -> question.cancel("the server has lost the session that asked"));
        questions.clear();
        standing.repeat(correlator());
    }

    @Override
    public void closed(McpReply.Failure why) {
        questions.values().forEach(question -> question.cancel("the server is gone"));
        ended.complete(why);
    }

    private RequestCorrelator correlator() {
        RequestCorrelator value = correlator;
        if (value == null) {
            throw new IllegalStateException("the link was opened too early");
        }
        return value;
    }
}
