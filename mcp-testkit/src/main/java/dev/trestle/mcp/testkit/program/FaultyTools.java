package dev.trestle.mcp.testkit.program;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.ContractTools;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Misbehaviour;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tools of the program, and the faults that show in a call. */
final class FaultyTools implements Behaviour {

    private static final int HUGE = 17 << 20;

    private final Set<Fault> faults;
    private final StandardStreams streams;

    FaultyTools(Set<Fault> faults, StandardStreams streams) {
        this.faults = faults;
        this.streams = streams;
    }

    /** The fault that the wire's end has to commit, if any. */
    Misbehaviour.@Nullable OfServer onTheWire() {
        return faults.stream()
                .map(FaultyTools::onTheWire)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static Misbehaviour.@Nullable OfServer onTheWire(Fault fault) {
        return switch (fault) {
            case NEVER_ANSWERS -> new Misbehaviour.Stalls();
            case ANSWERS_IN_REVERSE -> new Misbehaviour.AnswersInReverse(2);
            case ANSWERS_TWICE -> new Misbehaviour.AnswersTwice();
            case ANSWERS_UNKNOWN_IDS -> new Misbehaviour.AnswersUnknownId();
            case ANSWERS_WITH_ID_AS_STRING -> new Misbehaviour.AnswersWithIdAsString();
            case ANSWERS_WITH_NOTHING -> new Misbehaviour.AnswersWithNothing();
            case ANSWERS_HALF -> new Misbehaviour.AnswersHalf();
            case SPEAKS_AFTER_REPLY -> new Misbehaviour.SpeaksAfterReply();
            case WRITES_GARBAGE -> new Misbehaviour.WritesGarbage();
            case WRITES_HUGE_LINE -> new Misbehaviour.WritesHugeLine(HUGE);
            default -> null;
        };
    }

    @Override
    public CompletionStage<McpReply> answer(Exchange exchange) {
        if (!exchange.method().equals("tools/call")) {
            return ContractTools.BEHAVIOUR.answer(exchange);
        }
        for (Fault fault : faults) {
            if (ends(fault)) {
                return Replies.never();
            }
        }
        return faults.contains(Fault.ASKS_FIRST) ? askFirst(exchange) : call(exchange);
    }

    /** Whether there is nothing more to come after this fault. */
    private boolean ends(Fault fault) {
        switch (fault) {
            case EXITS_0 -> streams.exit(0);
            case EXITS_1 -> streams.exit(1);
            case EXITS_137 -> streams.exit(137);
            case CLOSES_STDOUT -> streams.closeStdout();
            case STOPS_READING -> streams.stopReading();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static CompletionStage<McpReply> call(Exchange exchange) {
        Json message = exchange.params().at("/arguments/message");
        return switch (String.valueOf(exchange.params().at("/name").value())) {
            case "echo" ->
                message.isPresent() ? Replies.text(message.text()) : ContractTools.BEHAVIOUR.answer(exchange);
            case "slow" -> slow(exchange, 1);
            default -> ContractTools.BEHAVIOUR.answer(exchange);
        };
    }

    private static CompletionStage<McpReply> slow(Exchange exchange, long step) {
        if (step > exchange.params().at("/arguments/steps").integer()) {
            return Replies.text("done");
        }
        Duration delay =
                Duration.ofMillis(exchange.params().at("/arguments/delayMs").integer());
        return exchange.after(delay).thenCompose(then -> {
            if (exchange.cancellation().isCancelled()) {
                return Replies.never();
            }
            exchange.progress(step);
            return slow(exchange, step + 1);
        });
    }

    private static CompletionStage<McpReply> askFirst(Exchange exchange) {
        AtomicInteger results = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        List<CompletableFuture<Void>> asked = Stream.of(
                        exchange.ask("roots/list", null),
                        exchange.ask("ping", null),
                        exchange.ask("no/such/question", "{}"),
                        exchange.ask("elicitation/create", "{\"message\":\"who?\",\"requestedSchema\":{}}"),
                        exchange.ask("sampling/createMessage", "{\"messages\":[],\"maxTokens\":1}"))
                .map(answer -> answer.thenAccept(
                        value -> (value instanceof InputAnswer.Result ? results : errors).incrementAndGet()))
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenCompose(all -> Replies.text(results + " results, " + errors + " errors"));
    }
}
