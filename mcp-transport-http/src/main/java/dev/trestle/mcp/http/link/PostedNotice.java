package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.CallPlace;
import dev.trestle.mcp.http.channel.HttpAnswer;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.http.channel.Problems;
import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A message that was posted and only has to be accepted: a notification, an answer, or, where answers come on another stream,
 * a request. What an odd server says in the body of its acceptance is a message too.
 */
final class PostedNotice implements HttpAnswer {

    private final Problems problems;
    private final Predicate<AnswerHead> takes;
    private final Consumer<JsonSlice> said;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final CallPlace place = new CallPlace();
    private final int maxMessage;
    private @Nullable Body body;
    private McpReply.@Nullable Failure refusal;
    private boolean taken;

    /**
     * Posts nothing yet.
     *
     * @param problems how to speak of the server
     * @param maxMessage how long the body may be; a longer one is skipped
     * @param takes is shown the beginning of the answer; says whether it deals with it itself
     * @param said is given what the body says
     */
    PostedNotice(Problems problems, int maxMessage, Predicate<AnswerHead> takes, Consumer<JsonSlice> said) {
        this.problems = problems;
        this.maxMessage = maxMessage;
        this.takes = takes;
        this.said = said;
    }

    void post(HttpChannel channel, Outbound message) {
        channel.send(message, this, place);
    }

    /** Gives it up. */
    void stop() {
        place.stop();
    }

    /** Completes when the server has accepted it; fails with {@link McpException} if it did not. */
    CompletableFuture<Void> accepted() {
        return accepted;
    }

    @Override
    public void began(AnswerHead head) {
        taken = takes.test(head);
        if (!head.successful()) {
            refusal = problems.status(head);
        } else if (head.status() == 200 && head.isOf("application/json")) {
            body = new Body(maxMessage, head.length());
        } else {
            settle();
        }
    }

    @Override
    public void piece(ByteBuffer bytes, Runnable more) {
        if (body != null && !body.add(bytes)) {
            body = null;
        }
        more.run();
    }

    @Override
    public void ended() {
        if (body != null && body.whole().length() > 0) {
            said.accept(body.whole());
        }
        settle();
    }

    @Override
    public void broken(McpReply.Failure why, boolean sent) {
        if (refusal == null) {
            refusal = why;
        }
        settle();
    }

    private void settle() {
        if (taken) {
            return;
        }
        if (refusal == null) {
            accepted.complete(null);
        } else {
            accepted.completeExceptionally(new McpException(refusal));
        }
    }
}
