package dev.trestle.mcp.benchmark.load;

import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.process.Proc;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A server and a load for it. Not thread-safe. */
public final class Subject implements Loaded {

    private static final Duration BIT = Duration.ofSeconds(1);

    /** A subject that is too slow for the calls of a warm-up gets this many times its time. */
    private static final int LONGEST = 3;

    private final String name;
    private final ServerProcess server;
    private final LoadClient client;
    private final Turn turn;

    /** What a subject does before and after each of its turns, uncounted. */
    public interface Turn {

        /**
         * Before it.
         *
         * @return what is sent, as {@link LoadClient#run} takes it
         * @throws IOException if it cannot be prepared
         */
        List<Template> begin() throws IOException;

        /**
         * After it.
         *
         * @throws IOException if it cannot be put away
         */
        default void end() throws IOException {}
    }

    /**
     * Puts them together; closes neither.
     *
     * @param name what it is called in figures
     * @param server the server
     * @param client connections to it
     * @param templates what is sent on them, as {@link LoadClient#run} takes it
     */
    public Subject(String name, ServerProcess server, LoadClient client, List<Template> templates) {
        this(name, server, client, () -> templates);
    }

    /**
     * Puts them together; closes neither.
     *
     * @param name what it is called in figures
     * @param server the server
     * @param client connections to it
     * @param turn what is done before and after each load
     */
    public Subject(String name, ServerProcess server, LoadClient client, Turn turn) {
        this.name = name;
        this.server = server;
        this.client = client;
        this.turn = turn;
    }

    /**
     * What it is called.
     *
     * @return the name
     */
    @Override
    public String name() {
        return name;
    }

    /**
     * The server.
     *
     * @return its process
     */
    public ServerProcess server() {
        return server;
    }

    /**
     * Loads it until it counts as warm: for the whole time of the plan, and longer if that was not enough calls.
     *
     * @param plan how long, and how many calls; {@link Plan#again} for a process that is warm but has new connections
     * @throws IOException if an answer is wrong or does not come
     */
    public void warmUp(Plan plan) throws IOException {
        List<Template> templates = turn.begin();
        long begin = System.nanoTime();
        long time = plan.warmUp().toNanos();
        long calls = 0;
        for (long passed = 0;
                passed < time || (calls < plan.warmUpCalls() && passed < LONGEST * time);
                passed = System.nanoTime() - begin) {
            calls += right(client.run(templates, BIT)).calls();
        }
        turn.end();
    }

    /**
     * Makes some calls.
     *
     * @param calls how many
     * @throws IOException if an answer is wrong or does not come
     */
    public void call(long calls) throws IOException {
        right(count(calls, false));
    }

    /**
     * Makes some calls, which may be answered wrongly.
     *
     * @param calls how many
     * @param sameIds as {@link LoadClient#run(List, long, boolean)} has it
     * @return what came of them
     * @throws IOException if an answer does not come
     */
    public Sample count(long calls, boolean sameIds) throws IOException {
        Sample sample = client.run(turn.begin(), calls, sameIds);
        turn.end();
        return sample;
    }

    private Sample right(Sample sample) throws IOException {
        if (sample.mismatches() > 0) {
            throw new IOException(sample.mismatches() + " of " + sample.calls() + " answers of " + name
                    + " are wrong; it said: " + server.lastWords());
        }
        return sample;
    }

    /**
     * Loads it for a while and counts what that costs.
     *
     * @param time how long
     * @return the cost
     * @throws IOException if an answer does not come
     */
    @Override
    public Cost load(Duration time) throws IOException {
        List<Template> templates = turn.begin();
        Proc proc = Proc.ofThisMachine();
        long self = ProcessHandle.current().pid();
        Others others = Others.besideOurs();
        List<Long> tree = proc.tree(server.pid());
        Duration ours = proc.cpu(self);
        Duration treeCpu = proc.cpu(tree);
        Duration serverCpu = proc.cpu(server.pid());
        Sample sample = client.run(templates, time);
        serverCpu = proc.cpu(server.pid()).minus(serverCpu);
        treeCpu = proc.cpu(tree).minus(treeCpu);
        ours = proc.cpu(self).minus(ours);
        boolean steady = Set.copyOf(tree).equals(Set.copyOf(proc.tree(server.pid())));
        double foreign = others.cores();
        turn.end();
        return new Cost(sample, serverCpu, treeCpu, foreign, ours.toNanos() / (double) sample.nanos(), steady);
    }
}
