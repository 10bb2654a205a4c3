package dev.trestle.mcp.standalone.conformance;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.contract.Deviation;
import dev.trestle.mcp.testkit.contract.TransportContract;
import dev.trestle.mcp.testkit.subject.CommandSubject;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The kit's contract on the reference server of npm, a program in TypeScript; {@code conformance/run contract} runs it, with
 * the server's command in the property {@code everything}. What the server does otherwise is told here rule by rule; the
 * kit's README has the table of it.
 */
class EverythingContract extends TransportContract {

    private static final String NO_SESSION = "it answers 400 with -32000";
    private static final String RESUME = "what was missed is sent again, and then nothing more comes";
    private static final Pattern READY = Pattern.compile("listening on port (\\d+)");

    @Override
    protected McpSubject subject() {
        ProcessBuilder command =
                new ProcessBuilder(System.getProperty("everything").split("\t", -1));
        int port = freePort();
        command.environment().put("PORT", Integer.toString(port));
        CommandSubject program = CommandSubject.of(command, READY);
        return new McpSubject() {
            @Override
            public URI start() {
                program.start();
                return URI.create("http://localhost:" + port + "/mcp");
            }

            @Override
            public Map<String, LongSupplier> gauges() {
                return program.gauges();
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    protected String slow(int steps, String token) {
        JsonWriter arguments = JsonWriter.object().put("duration", steps * 0.03).put("steps", steps);
        return "{\"name\":\"trigger-long-running-operation\",\"arguments\":" + arguments.toSlice()
                + ",\"_meta\":{\"progressToken\":" + token + "}}";
    }

    @Override
    protected String ask() {
        return "{\"name\":\"trigger-elicitation-request\",\"arguments\":{}}";
    }

    @Override
    protected List<Deviation> deviations() {
        return List.of(
                new Deviation(
                        "spec20251125_streamableHttp_badOriginIs403",
                        "expected HTTP 403 but was 200",
                        "it takes any Origin, for browsers that try it out"),
                new Deviation(
                        "spec20251125_streamableHttp_foreignHostIs403",
                        "expected HTTP 403 but was 400",
                        "it takes any Host"),
                new Deviation(
                        "spec20251125_streamableHttp_unknownSessionIs404", "expected HTTP 404 but was 400", NO_SESSION),
                new Deviation(
                        "spec20251125_streamableHttp_deletedSessionIs404", "expected HTTP 404 but was 400", NO_SESSION),
                new Deviation(
                        "spec20251125_streamableHttp_otherMethodIs405WithAllow",
                        "expected HTTP 405 but was 404",
                        "Express answers 404 with a page"),
                new Deviation(
                        "spec20250618_streamableHttp_batchIs400", "expected HTTP 400 but was 200", "it takes batches"),
                new Deviation(
                        "jsonRpc_message_bodyThatIsNoMessageIs400",
                        "expected the error -32600 but was",
                        "it calls that a parse error, -32700"),
                new Deviation(
                        "jsonRpc_message_bodyThatIsNoJsonIs400",
                        "expected HTTP 400 but was 200",
                        "it reads bytes that are no UTF-8"),
                new Deviation(
                        "jsonRpc_id_isEchoedAsItIs", "expected HTTP 200 but was 400", "it refuses ids above 2^53"),
                new Deviation(
                        "spec20250326_cancellation_endsTheCallAndTheSessionGoesOn",
                        "the cancelled call's stream ends",
                        "the stream of a cancelled call stays open"),
                new Deviation(
                        "spec20250326_resumption_cutStreamGoesOnWhereItWasCut", "the end of an HTTP answer", RESUME),
                new Deviation(
                        "spec20250326_resumption_otherStreamsAreNotReplayed", "the end of an HTTP answer", RESUME));
    }
}
