package dev.trestle.mcp.testkit.program;

import dev.trestle.mcp.testkit.fake.ScriptedServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * An MCP server over standard streams, for tests of whoever starts such servers. Without a fault it behaves, has the
 * {@link dev.trestle.mcp.testkit.fake.ContractTools} and {@code slow {steps, delayMs}}, and ends when its stdin does.
 *
 * <pre>{@code MisbehavingServer [--fault=NAME[,NAME...]]}</pre>
 */
public final class MisbehavingServer {

    private static final String SWITCH = "--fault=";
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int USAGE = 64;

    private MisbehavingServer() {}

    /**
     * The command line that starts it in a JVM like this one, with nothing on its class path but what it needs.
     *
     * @param faults what it does wrong
     * @return program and arguments, for a process builder or a configuration
     */
    public static List<String> command(Fault... faults) {
        return JavaCommand.of(
                MisbehavingServer.class,
                faults.length == 0
                        ? List.of()
                        : List.of(SWITCH
                                + Arrays.stream(faults).map(Fault::option).collect(Collectors.joining(","))));
    }

    /**
     * Serves until stdin ends, or as its faults have it.
     *
     * @param args faults
     * @throws IOException if stdin cannot be read
     */
    public static void main(String[] args) throws IOException {
        Set<Fault> faults;
        try {
            faults = faults(args);
        } catch (IllegalArgumentException e) {
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                    .println("misbehaving server: " + e.getMessage());
            Runtime.getRuntime().halt(USAGE);
            return;
        }
        prepare(faults);
        StandardStreams streams = new StandardStreams(faults);
        FaultyTools tools = new FaultyTools(faults, streams);
        ScriptedServer server = ScriptedServer.start(streams, tools);
        server.misbehaves(tools.onTheWire());
        if (faults.contains(Fault.SPEAKS_FIRST)) {
            server.sendLine("Listening on stdio");
            server.say("notifications/message", "{\"level\":\"info\",\"data\":\"early\"}");
            server.sendLine("{\"jsonrpc\":\"2.0\",\"id\":\"early\",\"method\":\"roots/list\"}");
        }
        streams.readToTheEnd();
        if (faults.contains(Fault.IGNORES_TERM)) {
            parkForEver();
        }
        streams.exit(0);
        parkForEver();
    }

    private static Set<Fault> faults(String[] args) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (String arg : args) {
            if (!arg.startsWith(SWITCH)) {
                throw new IllegalArgumentException("no option \"" + arg + "\"; there is " + SWITCH + "NAME");
            }
            for (String name : arg.substring(SWITCH.length()).split(",", -1)) {
                faults.add(Fault.of(name));
            }
        }
        return faults;
    }

    private static void prepare(Set<Fault> faults) throws IOException {
        if (faults.contains(Fault.IGNORES_TERM)) {
            // A JVM that was asked to end waits for its hooks.
            Runtime.getRuntime().addShutdownHook(new Thread(MisbehavingServer::parkForEver, "stubborn"));
        }
        if (faults.contains(Fault.FORKS)) {
            new ProcessBuilder("sleep", "1000").inheritIO().start();
            new ProcessBuilder("sh", "-c", "sleep 1000; true").inheritIO().start();
        }
        if (faults.contains(Fault.SLOW_START)) {
            long until = System.nanoTime() + SLOW.toNanos();
            while (System.nanoTime() - until < 0) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
    }

    static void parkForEver() {
        while (true) {
            LockSupport.park();
        }
    }
}
