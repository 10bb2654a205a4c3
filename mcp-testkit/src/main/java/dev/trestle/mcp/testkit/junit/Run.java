package dev.trestle.mcp.testkit.junit;

import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.LeakOracle;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.util.Map;

/** A subject from its start to its end. */
final class Run {

    private final McpSubject subject;
    private final LeakOracle before;
    private final URI endpoint;

    private Run(McpSubject subject, LeakOracle before, URI endpoint) {
        this.subject = subject;
        this.before = before;
        this.endpoint = endpoint;
    }

    static Run start(McpSubject subject) {
        LeakOracle before = LeakOracle.start(
                Map.of(), Allowance.NONE.within(subject.allowance().within()));
        try {
            return new Run(subject, before, subject.start());
        } catch (RuntimeException | AssertionError e) {
            subject.close();
            throw e;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    Round round() {
        return new Round(subject, endpoint);
    }

    void end() {
        subject.close();
        before.assertNothingLeft();
    }
}
