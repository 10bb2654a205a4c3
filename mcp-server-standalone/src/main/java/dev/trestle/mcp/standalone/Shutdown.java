package dev.trestle.mcp.standalone;

import dev.trestle.mcp.stdio.ChildLimit;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the program when it is told to: by a signal, or because its client is gone. Everything shares one deadline. The JVM
 * would report a signal as exit code 143; ending the hook with a halt makes it 0. A second signal ends at once with 1.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** The last moment for anything; what is left of the 5 s is for the operating system. */
    private static final Duration DEADLINE = Duration.ofMillis(4_800);

    private Shutdown() {}

    /** Does the work of {@link Drain} when the JVM is told to end. */
    static void install(Drain drain) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run(drain), "trestle-stop"));
    }

    private static void run(Drain drain) {
        Clock clock = new Clock(System.nanoTime());
        SecondSignal.arm(Shutdown::endAtOnce);
        Thread watchdog = new Thread(() -> haltAt(clock), "trestle-stop-deadline");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            drain.drain(clock);
        } catch (RuntimeException e) {
            LOG.error("Not everything could be ended in order", e);
        }
        halt(0);
    }

    private static void haltAt(Clock clock) {
        clock.pause(DEADLINE);
        halt(0);
    }

    private static void endAtOnce() {
        halt(1);
    }

    private static void halt(int code) {
        ChildLimit.killAll();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    /** Ends the parts of the program. */
    @FunctionalInterface
    interface Drain {
        /**
         * Ends what runs; may take until the deadline.
         *
         * @param clock the time since the program was told to end
         */
        void drain(Clock clock);
    }

    /**
     * The time since the program was told to end.
     *
     * @param start when that was
     */
    record Clock(long start) {

        /** How long it is until a moment after the start; zero if that has passed. */
        Duration until(Duration moment) {
            long left = moment.toNanos() - (System.nanoTime() - start);
            return Duration.ofNanos(Math.max(0, left));
        }

        /** Waits for a stage, until a moment after the start at most. */
        void await(CompletionStage<?> stage, Duration moment) {
            stage.toCompletableFuture()
                    .copy()
                    .handle((done, problem) -> true)
                    .completeOnTimeout(false, until(moment).toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        }

        /** Waits until a moment after the start. */
        void pause(Duration moment) {
            try {
                TimeUnit.NANOSECONDS.sleep(until(moment).toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
