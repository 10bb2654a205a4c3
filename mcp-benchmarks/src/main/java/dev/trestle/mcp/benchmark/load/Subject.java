package dev.trestle.mcp.benchmark.load;

import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server and a load for it. Not thread-safe. */
public final class Subject {

    private static final Duration BIT = Duration.ofSeconds(1);

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
     * Loads it until it counts as warm.
     *
     * @param plan for how long
     * @throws IOException if an answer is wrong or does not come
     */
    public void warmUp(Plan plan) throws IOException {
        warmUp(plan.warmUp(), plan.warmUpCalls());
    }

    /**
     * Loads it for a time, or until enough calls were made.
     *
     * @param time how long
     * @param enough how many calls
     * @throws IOException if an answer is wrong or does not come
     */
    public void warmUp(Duration time, long enough) throws IOException {
        List<Template> templates = turn.begin();
        long begin = System.nanoTime();
        long calls = 0;
        while (calls < enough && System.nanoTime() - begin < time.toNanos()) {
            Sample sample = client.run(templates, BIT);
            calls += sample.calls();
            if (sample.mismatches() > 0) {
                throw new IOException(sample.mismatches() + " of " + sample.calls() + " answers of " + name
                        + " are wrong; it said: " + server.lastWords());
            }
        }
        turn.end();
    }

    /**
     * Makes some calls.
     *
     * @param calls how many
     * @param sameIds as {@link LoadClient#run(List, long, boolean)} has it
     * @return what came of them
     * @throws IOException if an answer does not come
     */
    public Sample call(long calls, boolean sameIds) throws IOException {
        Sample sample = client.run(turn.begin(), calls, sameIds);
        turn.end();
        return sample;
    }

    /**
     * Loads it for a while and counts what that costs.
     *
     * @param time how long
     * @return the cost
     * @throws IOException if an answer does not come
     */
    public Cost load(Duration time) throws IOException {
        List<Template> templates = turn.begin();
        Proc proc = Proc.ofThisMachine();
        long self = ProcessHandle.current().pid();
        List<Long> tree = proc.tree(server.pid());
        List<Long> ours = proc.tree(self);
        Duration ourCpu = proc.cpu(ours);
        Duration machine = proc.machineCpu();
        Duration treeCpu = proc.cpu(tree);
        Duration serverCpu = proc.cpu(server.pid());
        Sample sample = client.run(templates, time);
        serverCpu = proc.cpu(server.pid()).minus(serverCpu);
        treeCpu = proc.cpu(tree).minus(treeCpu);
        machine = proc.machineCpu().minus(machine);
        ourCpu = proc.cpu(ours).minus(ourCpu);
        turn.end();
        double foreign = machine.minus(ourCpu).toNanos() / (double) sample.nanos();
        return new Cost(sample, serverCpu, treeCpu, foreign);
    }
}
