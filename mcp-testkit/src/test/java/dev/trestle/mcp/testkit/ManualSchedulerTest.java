package dev.trestle.mcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class ManualSchedulerTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> ran = new ArrayList<>();

    @Test
    void advance_runsWhatIsDueInOrderOfTime() {
        after(20, "b");
        after(10, "a");
        after(20, "c");
        after(31, "d");

        scheduler.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("a@10", "b@20", "c@20");
        assertThat(scheduler.nanoTime()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
        assertThat(scheduler.pending()).isEqualTo(1);
    }

    @Test
    void advance_runsWhatTasksScheduleOnTheWay() {
        scheduler.schedule(() -> after(5, "inner"), 10, TimeUnit.MILLISECONDS);

        scheduler.advance(Duration.ofMillis(15));

        assertThat(ran).containsExactly("inner@15");
    }

    @Test
    void execute_waitsForTheTestToRunIt() {
        scheduler.execute(() -> note("now"));
        assertThat(ran).isEmpty();

        scheduler.runDue();

        assertThat(ran).containsExactly("now@0");
    }

    @Test
    void periodicTask_runsUntilCancelled() {
        ScheduledFuture<?> beat = scheduler.scheduleAtFixedRate(() -> note("beat"), 10, 10, TimeUnit.MILLISECONDS);
        scheduler.advance(Duration.ofMillis(35));
        beat.cancel(false);
        scheduler.advance(Duration.ofMillis(100));

        assertThat(ran).containsExactly("beat@10", "beat@20", "beat@30");
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void periodicTaskThatCancelsItself_endsThere() {
        List<ScheduledFuture<?>> self = new ArrayList<>();
        self.add(scheduler.scheduleWithFixedDelay(
                () -> {
                    note("once");
                    self.get(0).cancel(false);
                },
                1,
                1,
                TimeUnit.MILLISECONDS));

        scheduler.advance(Duration.ofMillis(10));

        assertThat(ran).containsExactly("once@1");
    }

    @Test
    void cancelledTask_doesNotRunAndIsNotPending() {
        after(10, "never").cancel(false);

        assertThat(scheduler.pending()).isZero();
        scheduler.advance(Duration.ofMillis(20));
        assertThat(ran).isEmpty();
    }

    @Test
    void taskThatThrows_isRemembered() throws Exception {
        Future<?> failed = scheduler.submit(() -> {
            throw new IllegalStateException("broken");
        });
        scheduler.runDue();

        assertThat(scheduler.failures()).singleElement().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(failed::get).hasRootCauseMessage("broken");
    }

    @Test
    void callable_givesItsValue() throws Exception {
        ScheduledFuture<String> value = scheduler.schedule(() -> "v", 3, TimeUnit.MILLISECONDS);
        assertThat(value.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(3);
        scheduler.advance(Duration.ofMillis(3));

        assertThat(value.get()).isEqualTo("v");
    }

    @Test
    void clock_showsVirtualTime() {
        var before = scheduler.clock().instant();
        scheduler.advance(Duration.ofHours(2));

        assertThat(Duration.between(before, scheduler.clock().instant())).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void shutdown_refusesNewTasksAndKeepsSingleOnes() {
        after(1, "kept");
        scheduler.scheduleAtFixedRate(() -> note("beat"), 1, 1, TimeUnit.MILLISECONDS);
        scheduler.shutdown();

        assertThatThrownBy(() -> after(1, "refused")).isInstanceOf(RejectedExecutionException.class);
        assertThat(scheduler.isTerminated()).isFalse();
        scheduler.advance(Duration.ofMillis(5));
        assertThat(ran).containsExactly("kept@1");
        assertThat(scheduler.isTerminated()).isTrue();
    }

    @Test
    void shutdownNow_givesBackWhatWaits() {
        after(1, "left");

        assertThat(scheduler.shutdownNow()).hasSize(1);
        assertThat(scheduler.isTerminated()).isTrue();
    }

    private ScheduledFuture<?> after(long millis, String name) {
        return scheduler.schedule(() -> note(name), millis, TimeUnit.MILLISECONDS);
    }

    private void note(String name) {
        ran.add(name + "@" + TimeUnit.NANOSECONDS.toMillis(scheduler.nanoTime()));
    }
}
