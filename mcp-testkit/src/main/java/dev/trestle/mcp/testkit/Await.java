package dev.trestle.mcp.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must happen soon, and never longer than a bound; what does not happen is an {@link AssertionError}. */
public final class Await {

    /** How long the methods without a bound of their own wait. */
    public static final Duration DEFAULT = Duration.ofSeconds(40);

    private static final long LOOK_EVERY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private Await() {}

    /**
     * Waits {@link #DEFAULT} for a condition.
     *
     * @param what says what is waited for, in the error
     * @param condition looked at again and again on this thread
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEFAULT, condition);
    }

    /**
     * Waits for a condition.
     *
     * @param what says what is waited for, in the error
     * @param atMost how long
     * @param condition looked at again and again on this thread
     */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        if (!becomesTrue(atMost, condition)) {
            throw new AssertionError("not within " + atMost.toMillis() + " ms: " + what);
        }
    }

    /**
     * Fails if a condition ceases to hold within a time. For what must not happen; keep the time short.
     *
     * @param what says what must hold, in the error
     * @param during how long
     * @param condition looked at again and again on this thread
     */
    public static void stays(String what, Duration during, BooleanSupplier condition) {
        if (becomesTrue(during, () -> !condition.getAsBoolean())) {
            throw new AssertionError("did not stay so for " + during.toMillis() + " ms: " + what);
        }
    }

    /**
     * Waits {@link #DEFAULT} for a stage and gives its value.
     *
     * @param what says what is waited for, in the error
     * @param stage the stage
     * @param <T> what it gives
     * @return its value
     */
    public static <T> T value(String what, CompletionStage<T> stage) {
        return value(what, DEFAULT, stage);
    }

    /**
     * Waits for a stage and gives its value.
     *
     * @param what says what is waited for, in the error
     * @param atMost how long
     * @param stage the stage
     * @param <T> what it gives
     * @return its value
     */
    public static <T> T value(String what, Duration atMost, CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + atMost.toMillis() + " ms: " + what, e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed instead: " + what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting: " + what, e);
        }
    }

    /**
     * Waits {@link #DEFAULT} for a stage to fail and gives what it failed with.
     *
     * @param what says what is waited for, in the error
     * @param stage the stage
     * @return the cause
     */
    public static Throwable failure(String what, CompletionStage<?> stage) {
        return value(what, stage.handle((value, thrown) -> {
            if (thrown == null) {
                throw new AssertionError("succeeded instead: " + what);
            }
            return thrown;
        }));
    }

    static boolean becomesTrue(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return true;
    }
}
