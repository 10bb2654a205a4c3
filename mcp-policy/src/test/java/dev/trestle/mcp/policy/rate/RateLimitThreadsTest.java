package dev.trestle.mcp.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As exact under many threads as under one. */
class RateLimitThreadsTest {

    private static final int THREADS = 32;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @RepeatedTest(20)
    void manyThreadsAtOnce_admittedIsExactlyTheBurst() {
        Subject subject =
                new Subject(RateLimit.builder().perClient(Rate.parse("100/1h")).perTool(Rate.parse("7/1h")));
        CyclicBarrier start = new CyclicBarrier(THREADS);

        inEveryThread(number -> {
            start.await();
            for (int i = 0; i < 50; i++) {
                subject.call(Subject.tool(new Principal("p" + number % 2, true), "t" + i % 20));
            }
        });

        assertThat(subject.arrived)
                .as("of each client 100, though 140 of its tools")
                .hasSize(200);
    }

    @Test
    @Tag("e2:rate-limit-exact")
    void timeGoesOnMeanwhile_admittedIsCapacityPlusRateTimesTime() {
        Subject subject = new Subject(RateLimit.builder().perGateway(Rate.parse("1000/1s burst 50")));
        AtomicInteger running = new AtomicInteger(THREADS);
        List<Integer> admitted = new ArrayList<>();
        CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> inEveryThread(number -> {
            for (int i = 0; i < 2_000; i++) {
                subject.call(Subject.tool(new Principal("p" + number, true), "t"));
            }
            running.decrementAndGet();
        }));
        for (int step = 0; running.get() > 0 || step < 10; step++) {
            subject.time.advance(Duration.ofMillis(1));
            admitted.add(subject.arrived.size());
        }
        Await.value("all calls", calls);

        long millis = subject.time.nanoTime() / 1_000_000;
        assertThat(subject.arrived.size()).isLessThanOrEqualTo((int) (50 + millis));
        for (int i = 0; i < admitted.size(); i++) {
            assertThat(admitted.get(i)).as("after %d ms", i + 1).isLessThanOrEqualTo(50 + i + 1);
        }
        assertThat(subject.arrived).hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void queueUnderManyThreads_everyCallEndsOnce() {
        Subject subject = new Subject(RateLimit.builder()
                .perGateway(Rate.parse("1000/1s burst 5"))
                .queue(64)
                .maxWait(Duration.ofMillis(40)));
        List<CompletableFuture<McpReply>> replies = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger(THREADS);
        CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> inEveryThread(number -> {
            for (int i = 0; i < 300; i++) {
                var call = Subject.tool(new Principal("p" + number, true), "t" + i % 3);
                replies.add(subject.call(call));
                if (i % 7 == 0) {
                    call.cancellation().cancel("unwanted");
                }
            }
            running.decrementAndGet();
        }));
        while (running.get() > 0) {
            subject.time.advance(Duration.ofNanos(100_000));
        }
        Await.value("all calls", calls);
        subject.time.advance(Duration.ofSeconds(1));

        assertThat(replies).hasSize(THREADS * 300).allMatch(CompletableFuture::isDone);
        long come = replies.stream()
                .map(CompletableFuture::join)
                .filter(McpReply.Result.class::isInstance)
                .count();
        assertThat(subject.arrived).hasSize((int) come);
        assertThat(replies.stream().map(reply -> reply.join().reason()).distinct())
                .isSubsetOf(null, TrestleError.RATE_LIMITED, TrestleError.CANCELLED);
        assertThat(subject.limit.waiting()).isZero();
        assertThat(subject.time.failures()).isEmpty();
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private void inEveryThread(Work work) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            work.run(number);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    threads));
        }
        Await.value("all threads", CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
    }
}
