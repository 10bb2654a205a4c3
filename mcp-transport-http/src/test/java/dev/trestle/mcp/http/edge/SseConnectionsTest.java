package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.SseOptions.Connections;
import dev.trestle.mcp.http.options.SseOptions.Flavour;
import dev.trestle.mcp.testkit.Await;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How many streams a view may have, in both flavours, and who gets them when several come at once. */
class SseConnectionsTest extends SseFixture {

    private static final int SCHEDULES = 100;
    private static final int MAX_N = 3;

    private void serve(Flavour flavour, Connections connections) {
        serve(HttpOptions.builder().flavour(flavour).connections(connections).maxConnections(MAX_N));
    }

    private CallerExchange stream() {
        CallerExchange stream = get("/sse");
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    // ---- the policies

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void singleReject_refusesTheSecondUntilTheFirstIsGone(Flavour flavour) {
        serve(flavour, Connections.SINGLE_REJECT);
        CallerExchange first = stream();

        assertThat(error(get("/sse"))).isEqualTo("409/-32603");
        assertThat(error(get("/sse/fake"))).isEqualTo("409/-32603");
        assertThat(gauge("sseStreams")).isEqualTo(1);
        assertThat(gauge("sessions")).isEqualTo(1);
        first.close();
        stream();
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void singleReplace_endsTheFirst(Flavour flavour) {
        serve(flavour, Connections.SINGLE_REPLACE);
        CallerExchange first = stream();
        String uri = flavour == Flavour.SESSION ? first.event().data() : "/sse";
        CallerExchange second = stream();

        assertThat(first.event()).isNull();
        assertThat(gauge("sseStreams")).isEqualTo(1);
        assertThat(gauge("sessions")).isEqualTo(1);
        int status = client.send("POST", uri, headers(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                .status();
        assertThat(status).isEqualTo(flavour == Flavour.SESSION ? 404 : 202);
        assertThat(second.event()).isNotNull();
    }

    @Test
    void singleReplace_endsTheSessionOfTheFirstAndMakesRoomForThatOfTheSecond() {
        serve(HttpOptions.builder().connections(Connections.SINGLE_REPLACE), with -> with.sessionLimits(limits(1, 64)));
        SseClient first = initialized();
        assertThat(first.call(1, "hold")).isEqualTo(202);
        SseClient second = initialized();

        assertThat(first.stream().event()).isNull();
        assertThat(backend.alive()).isEqualTo(1);
        assertThat(second.call(1, "echo")).isEqualTo(202);
        assertThat(second.message().has("/result")).isTrue();
    }

    @Test
    void clientThatDoesNotRead_isReplacedToo() {
        serve(Flavour.SESSION, Connections.SINGLE_REPLACE);
        SseClient stuck = initialized();
        stuck.call(1, "big200000");
        stuck.call(2, "big200000");

        initialized();

        assertThat(gauge("sseStreams")).isEqualTo(1);
        assertThat(stuck.call(3, "echo")).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    @Tag("limit:maxConnections")
    void maxN_refusesWhoeverComesAfterN(Flavour flavour) {
        serve(flavour, Connections.MAX_N);
        List<CallerExchange> open = new ArrayList<>();
        for (int i = 0; i < MAX_N; i++) {
            open.add(stream());
        }

        assertThat(error(get("/sse"))).isEqualTo("409/-32603");
        open.remove(1).close();
        open.add(stream());
        assertThat(get("/sse").status()).isEqualTo(409);
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void multi_takesManyAndBothReadersOfABroadcastGetAllInOrder(Flavour flavour) {
        serve(flavour, Connections.MULTI);
        for (int i = 0; i < 200; i++) {
            stream();
        }
        assertThat(gauge("sseStreams")).isEqualTo(200);
        assertThat(gauge("sessions")).isEqualTo(flavour == Flavour.SESSION ? 200 : 1);
    }

    @Test
    void streamThatCouldNotBeOpened_leavesItsPlace() {
        serve(HttpOptions.builder().connections(Connections.SINGLE_REJECT), with -> with.sessionLimits(limits(1, 64)));
        String session = open("2025-06-18");
        assertThat(get("/sse").status()).isEqualTo(503);

        client.send("DELETE", "/mcp", headers("Mcp-Session-Id", session));
        stream();
    }

    // ---- one after the other, in any order

    private static Stream<Arguments> policies() {
        return Stream.of(Flavour.values())
                .flatMap(flavour -> Stream.of(Connections.values()).map(each -> Arguments.of(flavour, each)));
    }

    /** Clients come and go in 100 orders; a few lines say who should be let in. */
    @ParameterizedTest
    @MethodSource("policies")
    void comingsAndGoings_areJudgedAsThePolicySays(Flavour flavour, Connections policy) {
        serve(flavour, policy);
        int most = switch (policy) {
            case MULTI -> Integer.MAX_VALUE;
            case MAX_N -> MAX_N;
            case SINGLE_REJECT, SINGLE_REPLACE -> 1;
        };
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Random random = new Random(seed);
            Deque<CallerExchange> open = new ArrayDeque<>();
            for (int step = 0; step < 30; step++) {
                if (open.isEmpty() || random.nextInt(5) < 3) {
                    CallerExchange stream = get("/sse");
                    if (policy == Connections.SINGLE_REPLACE && !open.isEmpty()) {
                        CallerExchange replaced = open.pop();
                        replaced.body();
                    }
                    assertThat(stream.status()).isEqualTo(open.size() < most ? 200 : 409);
                    if (open.size() < most) {
                        open.push(stream);
                    }
                } else {
                    (random.nextBoolean() ? open.pop() : open.removeLast()).close();
                }
                assertThat(gauge("sseStreams")).isEqualTo(open.size());
            }
            open.forEach(CallerExchange::close);
            assertThat(gauge("sseStreams")).isZero();
        }
        assertThat(gauge("sessions")).isEqualTo(flavour == Flavour.SESSION ? 0 : 1);
    }

    // ---- at once

    /** Lets all run at the same time; gives what each found. */
    private static <T> List<T> atOnce(List<Supplier<T>> tasks) {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        List<CompletableFuture<T>> results = new ArrayList<>();
        for (Supplier<T> task : tasks) {
            CompletableFuture<T> result = new CompletableFuture<>();
            results.add(result);
            new Thread(() -> {
                        try {
                            start.await();
                            result.complete(task.get());
                        } catch (InterruptedException | BrokenBarrierException | RuntimeException e) {
                            result.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        return results.stream().map(result -> Await.value("a task", result)).toList();
    }

    private static <T> List<Supplier<T>> times(int n, Supplier<T> task) {
        return Stream.generate(() -> task).limit(n).toList();
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void twoAtOnceWithSingleReject_oneWins(Flavour flavour) {
        serve(flavour, Connections.SINGLE_REJECT);
        for (int round = 0; round < SCHEDULES; round++) {
            List<CallerExchange> both = atOnce(times(2, () -> get("/sse")));

            assertThat(both.stream().map(CallerExchange::status)).containsExactlyInAnyOrder(200, 409);
            assertThat(gauge("sseStreams")).isEqualTo(1);
            both.forEach(CallerExchange::close);
            assertThat(gauge("sseStreams")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void severalAtOnceWithSingleReplace_oneIsLeft(Flavour flavour) {
        serve(flavour, Connections.SINGLE_REPLACE);
        for (int round = 0; round < SCHEDULES; round++) {
            List<CallerExchange> all = atOnce(times(3, () -> get("/sse")));

            Map<String, Integer> ends = new HashMap<>();
            all.forEach(stream -> ends.merge(end(stream), 1, Integer::sum));
            assertThat(ends.get("open")).isEqualTo(1);
            assertThat(gauge("sseStreams")).isEqualTo(1);
            assertThat(gauge("sessions")).isEqualTo(1);
            all.forEach(CallerExchange::close);
            assertThat(gauge("sseStreams")).isZero();
        }
        Await.until("sessions end", () -> gauge("sessions") == (flavour == Flavour.SESSION ? 0 : 1));
    }

    /** A stream that lost its place has ended, or never began. */
    private static String end(CallerExchange stream) {
        if (((InMemoryCaller.Both.End) stream).isOver()) {
            return "over";
        }
        assertThat(stream.status()).isEqualTo(200);
        return "open";
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void oneGoesWhileAnotherComes_thePlaceIsTakenOrFree(Flavour flavour) {
        serve(flavour, Connections.SINGLE_REJECT);
        for (int round = 0; round < SCHEDULES; round++) {
            CallerExchange first = stream();
            List<Integer> statuses = atOnce(List.of(
                    () -> {
                        first.close();
                        return 0;
                    },
                    () -> {
                        try (CallerExchange second = get("/sse")) {
                            return second.status();
                        }
                    }));

            assertThat(statuses.get(1)).isIn(200, 409);
            assertThat(gauge("sseStreams")).isZero();
            stream().close();
        }
    }

    // ---- between being admitted and being begun

    /** An exchange during whose opening something else happens. */
    private InMemoryCaller.Both during(Runnable other) {
        Deque<Runnable> once = new ArrayDeque<>(List.of(other));
        return new InMemoryCaller.Both("GET", "/sse", headers(), -2) {
            @Override
            public String requestPath() {
                if (!once.isEmpty()) {
                    once.pop().run();
                }
                return super.requestPath();
            }
        };
    }

    @Test
    void streamThatIsReplacedBeforeItBegins_is409() {
        serve(Flavour.SESSION, Connections.SINGLE_REPLACE);
        List<CallerExchange> winner = new ArrayList<>();
        InMemoryCaller.Both loser = during(() -> winner.add(stream()));
        endpoint.handle(loser);

        assertThat(error(loser.caller)).isEqualTo("409/-32603");
        assertThat(winner.get(0).event().event()).isEqualTo("endpoint");
        assertThat(gauge("sseStreams")).isEqualTo(1);
        assertThat(gauge("sessions")).isEqualTo(1);
    }

    @Test
    void clientThatGoesBeforeItsStreamBegins_leavesItsPlace() {
        serve(Flavour.SESSION, Connections.SINGLE_REJECT);
        InMemoryCaller.Both[] gone = new InMemoryCaller.Both[1];
        gone[0] = during(() -> gone[0].caller.close());
        endpoint.handle(gone[0]);

        assertThat(gauge("sseStreams")).isZero();
        assertThat(gauge("sessions")).isZero();
        stream();
    }

    @Test
    void endpointThatClosesWhileAStreamOpens_leavesNothing() {
        serve(Flavour.SESSION, Connections.MULTI);
        InMemoryCaller.Both late = during(() -> endpoint.close());
        endpoint.handle(late);

        assertThat(error(late.caller)).isEqualTo("503/-32603");
        assertThat(gauge("sseStreams")).isZero();
        assertThat(gauge("sessions")).isZero();
    }
}
