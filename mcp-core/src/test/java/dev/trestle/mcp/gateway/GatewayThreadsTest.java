package dev.trestle.mcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayThreadsTest {
    private final ExecutorService pool = GatewayThreads.platformThreads(16);
    private final Set<Thread> used = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void tasksOneAfterTheOther_useTheThreadsThatAreThere() throws Exception {
        for (int i = 0; i < 1000; i++) {
            pool.submit(() -> used.add(Thread.currentThread())).get(10, TimeUnit.SECONDS);
        }

        // Not exactly one: a thread may not be back at the queue yet when the next task comes.
        assertThat(used).hasSizeLessThan(16);
    }

    @Test
    void tasksAtTheSameTime_runAtOnceUpToTheLimitAndThenWait() throws Exception {
        CountDownLatch running = new CountDownLatch(16);
        CountDownLatch release = new CountDownLatch(1);
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tasks.add(pool.submit(() -> {
                used.add(Thread.currentThread());
                running.countDown();
                release.await();
                return null;
            }));
        }

        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        for (Future<?> task : tasks) {
            task.get(10, TimeUnit.SECONDS);
        }

        assertThat(used).hasSize(16);
    }

    @Test
    void taskAfterTheEnd_isRefused() {
        pool.shutdownNow();

        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
