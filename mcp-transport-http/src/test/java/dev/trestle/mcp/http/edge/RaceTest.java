package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.edge.FakeBackend.Held;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The concurrency rows of the matrix, each in a hundred orders of what may happen: one thread, and a dice that says what is
 * next. What holds in any order is asserted in each.
 */
class RaceTest extends ManualFixture {

    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "2025-11-25";
    private static final int MANY = 6;

    static IntStream orders() {
        return IntStream.range(0, 100);
    }

    private static boolean isAnswered(CallerExchange exchange) {
        return ((InMemoryCaller.Both.End) exchange).isAnswered();
    }

    private static Json message(CallerExchange exchange) {
        return Json.parse(exchange.body());
    }

    private CallerExchange initialize(Map<String, String> headers) {
        return client.post(headers, HttpMountFixture.initializeBody(VERSION));
    }

    private void runInAnyOrder(int seed, List<Runnable> steps) {
        Collections.shuffle(steps, new Random(seed));
        steps.forEach(Runnable::run);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void oneChosenId_isOneSessionAndOneBackend(int seed) {
        serve(HttpOptions.PHASE1);
        CompletableFuture<Void> start = new CompletableFuture<>();
        backend.mayStart = start;
        List<CallerExchange> answers = new ArrayList<>();
        List<Runnable> steps = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            steps.add(() -> answers.add(initialize(headers(SESSION, "same"))));
        }
        steps.add(() -> start.complete(null));
        runInAnyOrder(seed, steps);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(SESSION)).isEqualTo("same");
            assertThat(message(answer).has("/result/serverInfo")).isTrue();
        });
        assertThat(backend.peers).hasSize(1);
        assertThat(gauge("sessions")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void clientsThatInitialize_haveASessionEach(int seed) {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        List<CallerExchange> answers = new ArrayList<>();
        List<Runnable> steps = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            steps.add(() -> {
                CompletableFuture<Void> start = new CompletableFuture<>();
                starts.add(start);
                backend.mayStart = start;
                answers.add(initialize(headers()));
            });
            steps.add(() -> starts.forEach(start -> start.complete(null)));
        }
        runInAnyOrder(seed, steps);
        starts.forEach(start -> start.complete(null));

        Set<String> sessions = new HashSet<>();
        answers.forEach(answer -> sessions.add(Objects.requireNonNull(answer.header(SESSION))));
        assertThat(sessions).hasSize(MANY);
        assertThat(backend.peers).hasSize(MANY);
    }

    /** Posts calls and answers those that are held, by a dice. */
    private void callAndAnswer(Random dice, int calls, IntConsumer post, List<Held> held) {
        int posted = 0;
        while (posted < calls || !held.isEmpty()) {
            if (posted < calls && (held.isEmpty() || dice.nextBoolean())) {
                post.accept(posted++);
                held.add(backend.nextHeld());
            } else {
                Held next = held.remove(dice.nextInt(held.size()));
                next.answer(String.valueOf(next.call().target()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void answersInAnyOrder_reachWhoAsked(int seed) {
        String session = open(VERSION);
        List<CallerExchange> answers = new ArrayList<>();
        callAndAnswer(new Random(seed), MANY, i -> keep(answers, call(session, i, "hold" + i)), new ArrayList<>());

        for (int i = 0; i < MANY; i++) {
            Json message = message(answers.get(i));
            assertThat(message.at("/id").integer()).isEqualTo(i);
            assertThat(message.at("/result/said").text()).isEqualTo("hold" + i);
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void twoSessionsWithTheSameIds_doNotMix(int seed) {
        List<String> sessions = List.of(open(VERSION), open(VERSION));
        List<CallerExchange> answers = new ArrayList<>();
        callAndAnswer(
                new Random(seed),
                2 * MANY,
                i -> keep(answers, call(sessions.get(i % 2), i / 2, "hold" + i)),
                new ArrayList<>());

        for (int i = 0; i < 2 * MANY; i++) {
            Json message = message(answers.get(i));
            assertThat(message.at("/id").integer()).isEqualTo(i / 2);
            assertThat(message.at("/result/said").text()).isEqualTo("hold" + i);
        }
    }

    private static CallerExchange keep(List<CallerExchange> all, CallerExchange one) {
        all.add(one);
        return one;
    }

    @ParameterizedTest
    @MethodSource("orders")
    void idThatRuns_isRefusedAndOneThatEndedIsNot(int seed) {
        String session = open(VERSION);
        Random dice = new Random(seed);
        Held running = null;
        int ran = 0;
        for (int i = 0; i < 2 * MANY; i++) {
            if (running != null && dice.nextBoolean()) {
                running.answer("done");
                running = null;
                continue;
            }
            CallerExchange answer = call(session, 1, "hold");
            if (running == null) {
                running = backend.nextHeld();
                ran++;
                assertThat(isAnswered(answer)).isFalse();
            } else {
                assertThat(message(answer).at("/error/data/trestle/code").text())
                        .isEqualTo("duplicate_id");
                assertThat(backend.held).isEmpty();
            }
        }
        assertThat(ran).isPositive();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void delete_failsWhatRunsAndRefusesWhatComes(int seed) {
        String session = open(VERSION);
        Random dice = new Random(seed);
        int deleteAt = dice.nextInt(MANY);
        List<CallerExchange> before = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            if (i == deleteAt) {
                assertThat(client.send("DELETE", "/mcp", headers(SESSION, session))
                                .status())
                        .isEqualTo(204);
            }
            CallerExchange answer = call(session, i, "hold" + i);
            if (i < deleteAt) {
                before.add(answer);
                Held held = backend.nextHeld();
                if (dice.nextBoolean()) {
                    held.answer("in time");
                }
            } else {
                assertThat(answer.status()).isEqualTo(404);
            }
        }
        assertThat(before).allSatisfy(answer -> {
            assertThat(isAnswered(answer)).isTrue();
            Json message = message(answer);
            String end = message.has("/result")
                    ? message.at("/result/said").text()
                    : message.at("/error/data/trestle/code").text();
            assertThat(end).isEqualTo(message.has("/result") ? "in time" : "session_ended");
        });
        assertThat(gauge("sessions")).isZero();
        assertThat(backend.alive()).isZero();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void notices_areEachOnOneOfTheStreamsThatCome(int seed) {
        String session = open(VERSION);
        Random dice = new Random(seed);
        List<CallerExchange> streams = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 3 * MANY; i++) {
            if (dice.nextInt(3) == 0) {
                streams.add(listen(session));
            } else {
                String text = "n" + i;
                said.add(text);
                backend.peers.get(0).notified(FakeBackend.message(text));
            }
        }
        // What waited goes to the next stream; the end of the session ends them all.
        streams.add(listen(session));
        client.send("DELETE", "/mcp", headers(SESSION, session));

        List<String> heard = new ArrayList<>();
        streams.forEach(stream -> {
            for (CallerExchange.Sse event = stream.event(); event != null; event = stream.event()) {
                if (!event.data().isEmpty()) {
                    heard.add(Json.parse(event.data()).at("/params/data").text());
                }
            }
        });
        assertThat(heard).containsExactlyElementsOf(said);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void stream_isOpenedBeforeTheEndAndRefusedAfterIt(int seed) {
        String session = open(VERSION);
        int deleteAt = new Random(seed).nextInt(MANY);
        Map<Integer, CallerExchange> streams = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            if (i == deleteAt) {
                client.send("DELETE", "/mcp", headers(SESSION, session));
            }
            streams.put(i, listen(session));
        }
        streams.forEach((i, stream) -> {
            assertThat(stream.status()).isEqualTo(i < deleteAt ? 200 : 404);
            assertThat(stream.body()).doesNotContain("Exception");
        });
        assertThat(gauge("eventStreams")).isZero();
    }
}
