package dev.trestle.mcp.testkit.program;

import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.modern.ModernServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * An MCP server over standard streams with the {@link EraTools}, of one era, the other, or both. It ends when its stdin
 * does.
 *
 * <pre>{@code EraServer [--era=NAME]}</pre>
 */
public final class EraServer {

    private static final String SWITCH = "--era=";
    private static final int USAGE = 64;

    private EraServer() {}

    /**
     * The command line that starts it in a JVM like this one, with nothing on its class path but what it needs.
     *
     * @param era what it speaks
     * @return program and arguments, for a process builder or a configuration
     */
    public static List<String> command(EraOfServer era) {
        return JavaCommand.of(EraServer.class, List.of(SWITCH + era.option()));
    }

    /**
     * Serves until stdin ends.
     *
     * @param args the era, the modern one if there is none
     * @throws IOException if stdin cannot be read
     */
    public static void main(String[] args) throws IOException {
        EraOfServer era;
        try {
            era = era(args);
        } catch (IllegalArgumentException e) {
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                    .println("era server: " + e.getMessage());
            Runtime.getRuntime().halt(USAGE);
            return;
        }
        StandardStreams streams = new StandardStreams(Set.of());
        serve(era, streams);
        streams.readToTheEnd();
        streams.exit(0);
        MisbehavingServer.parkForEver();
    }

    private static EraOfServer era(String[] args) {
        if (args.length == 0) {
            return EraOfServer.MODERN;
        } else if (args.length > 1 || !args[0].startsWith(SWITCH)) {
            throw new IllegalArgumentException("no option \"" + args[0] + "\"; there is " + SWITCH + "NAME");
        }
        return EraOfServer.of(args[0].substring(SWITCH.length()));
    }

    private static void serve(EraOfServer era, StandardStreams streams) {
        switch (era) {
            case MODERN -> ModernServer.create().over(streams, () -> streams.exit(1));
            case FUTURE ->
                ModernServer.of(List.of("2099-01-01"), ModernServer.FEATURES).over(streams, () -> streams.exit(1));
            default -> {
                EraSwitch door = new EraSwitch(era, streams, () -> streams.exit(1));
                ScriptedServer.start(door.legacy(), EraTools.legacy()).canDo(EraTools.LEGACY_CAPABILITIES);
                if (era == EraOfServer.DUAL) {
                    ModernServer.create().over(door.modern(), () -> streams.exit(1));
                }
                streams.open(door);
            }
        }
    }
}
