package dev.trestle.mcp.benchmark.limit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Answers in another order than that of the questions: gathers up to sixteen, or what comes within a millisecond of each other,
 * and answers them backwards or in random order, on a thread of its own. For right answers only, not for what they cost.
 */
public final class Shuffle {

    private static final int AT_ONCE = 16;
    private static final int WAITING = 100_000;

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(WAITING);
    private final Random random = new Random(1);

    /**
     * Begins.
     *
     * @return what gathers from now on
     */
    public static Shuffle start() {
        Shuffle shuffle = new Shuffle();
        Thread thread = new Thread(shuffle::run, "shuffle");
        thread.setDaemon(true);
        thread.start();
        return shuffle;
    }

    Shuffle() {}

    /**
     * Takes an answer that is to be given.
     *
     * @param answer gives it
     */
    public void add(Runnable answer) {
        waiting.add(answer);
    }

    private void run() {
        try {
            while (true) {
                next().forEach(Runnable::run);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that are next, in their new order. */
    List<Runnable> next() throws InterruptedException {
        List<Runnable> gathered = new ArrayList<>(List.of(waiting.take()));
        Runnable more = waiting.poll(1, TimeUnit.MILLISECONDS);
        while (more != null) {
            gathered.add(more);
            more = gathered.size() < AT_ONCE ? waiting.poll(1, TimeUnit.MILLISECONDS) : null;
        }
        if (random.nextBoolean()) {
            Collections.reverse(gathered);
        } else {
            Collections.shuffle(gathered, random);
        }
        return gathered;
    }
}
