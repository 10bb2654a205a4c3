package dev.trestle.mcp.testkit.subject;

import dev.trestle.mcp.testkit.Allowance;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** A server in this JVM that something starts and something stops: a container with a servlet, for one. Immutable. */
public final class ObjectSubject implements McpSubject {

    private final Callable<URI> start;
    private final AutoCloseable stop;
    private final Map<String, LongSupplier> gauges;
    private final Allowance allowance;

    private ObjectSubject(
            Callable<URI> start, AutoCloseable stop, Map<String, LongSupplier> gauges, Allowance allowance) {
        this.start = start;
        this.stop = stop;
        this.gauges = Map.copyOf(gauges);
        this.allowance = allowance;
    }

    /**
     * A server that tells no gauges.
     *
     * @param start starts it and gives the URL of its endpoint
     * @param stop stops it
     * @return the subject, not started
     */
    public static ObjectSubject of(Callable<URI> start, AutoCloseable stop) {
        return new ObjectSubject(start, stop, Map.of(), Allowance.NONE);
    }

    /**
     * The same with a gauge.
     *
     * @param name its name, such as {@code sessions} or {@code pendingCalls}
     * @param value how much there is right now; asked only while the server runs
     * @return another
     */
    public ObjectSubject gauge(String name, LongSupplier value) {
        Map<String, LongSupplier> more = new HashMap<>(gauges);
        more.put(name, value);
        return new ObjectSubject(start, stop, more, allowance);
    }

    /**
     * The same with something that is no leak.
     *
     * @param what for one, the threads of the container's pool
     * @return another
     */
    public ObjectSubject allowing(Allowance what) {
        return new ObjectSubject(start, stop, gauges, what);
    }

    @Override
    public URI start() {
        try {
            return start.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the server did not start: " + e, e);
        }
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return gauges;
    }

    @Override
    public Allowance allowance() {
        return allowance;
    }

    @Override
    public void close() {
        try {
            stop.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop: " + e, e);
        }
    }
}
