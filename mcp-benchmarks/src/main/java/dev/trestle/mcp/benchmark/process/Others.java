package dev.trestle.mcp.benchmark.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What processes that are not ours use of the machine, from the moment that it was made; what is stolen from the machine is in it. */
public final class Others {

    /** Of a core; what they used more disturbs. */
    public static final double MOST_CORES = 0.25;

    private final Proc proc = Proc.ofThisMachine();
    private final long self = ProcessHandle.current().pid();
    private final boolean withOurs;
    private final long begin = System.nanoTime();
    private final Duration before;

    private Others(boolean withOurs) throws IOException {
        this.withOurs = withOurs;
        this.before = theirs();
    }

    /**
     * All but this process and those that it started.
     *
     * @return what counts from now on
     * @throws IOException if {@code /proc} cannot be read
     */
    public static Others besideOurs() throws IOException {
        return new Others(true);
    }

    /**
     * All but this process; quicker than {@link #besideOurs()}.
     *
     * @return what counts from now on
     * @throws IOException if {@code /proc} cannot be read
     */
    public static Others besideThisProcess() throws IOException {
        return new Others(false);
    }

    /**
     * How much they used since then.
     *
     * @return cores
     * @throws IOException if {@code /proc} cannot be read
     */
    public double cores() throws IOException {
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Math.max(0, theirs().minus(before).toNanos() / 1e9) / seconds;
    }

    /**
     * Whether that was too much.
     *
     * @return true if it was more than {@link #MOST_CORES}
     * @throws IOException if {@code /proc} cannot be read
     */
    public boolean disturb() throws IOException {
        return cores() > MOST_CORES;
    }

    private Duration theirs() throws IOException {
        return proc.machineCpu().minus(proc.spent(withOurs ? proc.tree(self) : List.of(self)));
    }
}
