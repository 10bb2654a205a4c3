package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A contract of a running server: it is started once for all rules, and each rule has sessions of its own. */
@ExtendWith(DeclaredDeviations.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SubjectContract {

    private final List<RawMcpClient> connected = new ArrayList<>();
    private @Nullable McpSubject subject;
    private @Nullable URI endpoint;

    /** For subclasses. */
    protected SubjectContract() {}

    /**
     * The server, not started.
     *
     * @return started and closed by the contract
     */
    protected abstract McpSubject subject();

    /**
     * The rules that this server breaks and is known to break.
     *
     * @return none by default
     */
    protected List<Deviation> deviations() {
        return List.of();
    }

    /**
     * How long anything may take that must happen.
     *
     * @return 20 s by default
     */
    protected Duration patience() {
        return Await.DEFAULT;
    }

    /**
     * The URL of the started server's endpoint.
     *
     * @return always the same
     */
    protected final URI endpoint() {
        if (endpoint == null) {
            throw new IllegalStateException("the subject is not started");
        }
        return endpoint;
    }

    /**
     * A new session, ended after the rule.
     *
     * @param version the version to ask for
     * @return initialized, with the capability of elicitation
     */
    protected final RawMcpClient connect(String version) {
        return connect(RawMcpClient.of(endpoint()), version);
    }

    final RawMcpClient connect(RawMcpClient client, String version) {
        client.waitingAtMost(patience()).initialize(version, "{\"elicitation\":{}}");
        connected.add(client);
        return client;
    }

    final RawMcpClient stranger() {
        return RawMcpClient.of(endpoint()).waitingAtMost(patience());
    }

    @BeforeAll
    void startSubject() {
        McpSubject started = subject();
        subject = started;
        endpoint = started.start();
    }

    @AfterEach
    void endSessions() {
        connected.forEach(RawMcpClient::delete);
        connected.clear();
    }

    @AfterAll
    void closeSubject() {
        if (subject != null) {
            subject.close();
        }
    }
}
