package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request at a {@link ScriptedServer}. */
final class WireCall implements Exchange {

    private final ScriptedServer server;
    private final MessageLink link;
    private final Json request;
    private final WireQuestions questions;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    WireCall(ScriptedServer server, MessageLink link, Json request, WireQuestions questions) {
        this.server = server;
        this.link = link;
        this.request = request;
        this.questions = questions;
    }

    CompletionStage<Void> run(Behaviour behaviour, Misbehaviour.@Nullable OfServer wrong) {
        if (wrong instanceof Misbehaviour.Stalls) {
            return answered;
        } else if (wrong instanceof Misbehaviour.DiesMidCall) {
            server.die();
            return answered;
        }
        CompletionStage<McpReply> reply;
        try {
            reply = behaviour.answer(this);
        } catch (RuntimeException | AssertionError e) {
            reply = CompletableFuture.failedFuture(e);
        }
        return reply.exceptionally(thrown -> TrestleError.INTERNAL.failure("the behaviour threw " + thrown))
                .thenAccept(value -> reply(value, wrong));
    }

    private void reply(McpReply value, Misbehaviour.@Nullable OfServer wrong) {
        if (wrong instanceof Misbehaviour.DiesMidStream) {
            server.die();
        } else if (wrong instanceof Misbehaviour.AnswersLate late) {
            after(late.by()).thenRun(() -> answer(value, null));
        } else if (wrong instanceof Misbehaviour.AnswersInReverse reverse) {
            server.held().hold(() -> answer(value, null), reverse.replies());
        } else if (wrong instanceof Misbehaviour.FailsEverything failing) {
            answer(new McpReply.Failure(JsonRpcError.of(failing.code(), failing.message())), null);
        } else if (wrong instanceof Misbehaviour.AnswersHalf) {
            String whole = Wire.reply(request.at("/id"), value).toString();
            link.send(JsonSlice.of(whole.substring(0, whole.length() / 2)));
        } else {
            answer(value, wrong);
        }
    }

    private void answer(McpReply reply, Misbehaviour.@Nullable OfServer wrong) {
        Json id = request.at("/id");
        if (wrong instanceof Misbehaviour.AnswersUnknownId) {
            link.send(Wire.reply(Json.parse("999999"), reply));
            link.send(Wire.reply(Json.parse("\"nobody\""), reply));
        } else if (wrong instanceof Misbehaviour.AnswersWithIdAsString) {
            link.send(Wire.reply(Json.parse("\"" + id.value() + "\""), reply));
        } else if (wrong instanceof Misbehaviour.WritesGarbage) {
            link.send(JsonSlice.of("Listening on port 3000 {"));
        } else if (wrong instanceof Misbehaviour.AnswersWithNothing) {
            link.send(Wire.envelope().put("id", id.value()).toSlice());
        }
        link.send(Wire.reply(id, wrong instanceof Misbehaviour.WritesHugeLine huge ? huge(huge) : reply));
        answered.complete(null);
        if (wrong instanceof Misbehaviour.AnswersTwice) {
            link.send(Wire.reply(id, reply));
        } else if (wrong instanceof Misbehaviour.SpeaksAfterReply) {
            sayProgressTooLate();
        }
    }

    private void sayProgressTooLate() {
        Json token = request.at("/params/_meta/progressToken");
        if (token.isPresent()) {
            link.send(Wire.notification(
                    "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1000000}"));
        }
    }

    private static McpReply huge(Misbehaviour.WritesHugeLine how) {
        return new McpReply.Result(Replies.textResult("x".repeat(how.bytes())));
    }

    @Override
    public String method() {
        return request.at("/method").text();
    }

    @Override
    public Json params() {
        return request.at("/params");
    }

    @Override
    public void say(String method, @Nullable String params) {
        if (!answered.isDone()) {
            link.send(Wire.notification(method, params));
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable String params) {
        return questions.ask(method, params);
    }

    @Override
    public void sayOutside(String method, @Nullable String params) {
        CompletionStage<Void> then = answered;
        then.thenRun(() -> link.send(Wire.notification(method, params)));
    }

    @Override
    public void die() {
        server.die();
    }

    @Override
    public CompletionStage<Void> after(Duration delay) {
        return CompletableFuture.runAsync(() -> {}, server.later(delay));
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public int heard(String method) {
        return server.received(method).size();
    }
}
