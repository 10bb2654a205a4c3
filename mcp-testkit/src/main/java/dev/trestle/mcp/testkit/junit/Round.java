package dev.trestle.mcp.testkit.junit;

import dev.trestle.mcp.testkit.LeakOracle;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.log.LogCapture;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** One test against a running subject. */
final class Round {

    private static final String VERSION = "2025-11-25";

    private final McpSubject subject;
    private final URI endpoint;
    private final LeakOracle oracle;
    private final List<RawMcpClient> clients = new CopyOnWriteArrayList<>();
    private final @Nullable LogCapture printed;
    private final @Nullable LogCapture inProcess;
    private final IllegalStateException noLog;

    Round(McpSubject subject, URI endpoint) {
        this.subject = subject;
        this.endpoint = endpoint;
        this.oracle = LeakOracle.start(subject.gauges(), subject.allowance());
        this.printed = subject.printed()
                .map(List::size)
                .map(from -> LogCapture.of(() -> printedSince(from)))
                .orElse(null);
        LogCapture here = null;
        IllegalStateException why = new IllegalStateException("the log is captured");
        try {
            here = LogCapture.start();
        } catch (IllegalStateException e) {
            // Matters only to a test that asks for the log.
            why = e;
        }
        this.inProcess = here;
        this.noLog = why;
    }

    RawMcpClient client() {
        RawMcpClient client = RawMcpClient.of(endpoint);
        RawReply reply = client.initialize(VERSION, "{\"elicitation\":{}}");
        if (reply.status() != 200 || !reply.response().has("/result")) {
            throw new AssertionError("the subject opens no session: " + reply);
        }
        clients.add(client);
        return client;
    }

    LogCapture log() {
        LogCapture here = inProcess;
        if (here != null) {
            return printed == null ? here : here.and(printed);
        }
        if (printed != null) {
            return printed;
        }
        throw new ParameterResolutionException("no log: " + noLog.getMessage(), noLog);
    }

    /** Ends the sessions that it opened; then all must be as it was. */
    void end() {
        if (inProcess != null) {
            inProcess.close();
        }
        try {
            clients.forEach(RawMcpClient::delete);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("a session of the test could not be ended; left behind: " + oracle.left(), e);
        }
        oracle.assertNothingLeft();
    }

    private List<String> printedSince(int from) {
        List<String> all = subject.printed().orElse(List.of());
        return new ArrayList<>(all.subList(Math.min(from, all.size()), all.size()));
    }
}
