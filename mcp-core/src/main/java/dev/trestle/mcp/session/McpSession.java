package dev.trestle.mcp.session;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One session of a legacy client: from its {@code initialize} until it, its backend, idle time or the gateway ends it.
 * Thread-safe.
 */
public final class McpSession {

    private final String id;
    private final SessionKey key;
    private final String view;
    private final Principal principal;
    private final SessionStreams streams;
    private final Questions questions;
    private final LongSupplier nanoTime;
    private volatile long lastActive;
    private @Nullable Established established;
    private boolean ended;

    McpSession(Identity identity, SessionLimits limits, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.id = identity.id();
        this.key = identity.key();
        this.view = identity.view();
        this.principal = identity.principal();
        this.streams = new SessionStreams(limits, scheduler, nanoTime);
        this.questions = new Questions(limits.askTimeout(), scheduler);
        this.nanoTime = nanoTime;
        this.lastActive = nanoTime.getAsLong();
    }

    /** What tells a session from others. */
    record Identity(String id, SessionKey key, String view, Principal principal) {}

    /**
     * The two ends of an established session.
     *
     * @param client the client
     * @param rules those of the version that was agreed on
     * @param backend the backend
     */
    public record Established(ClientDescription client, LegacyRules rules, BackendSession backend) {}

    /**
     * What the client names the session by: visible ASCII, unguessable. It lets whoever holds it in, so it is never logged.
     *
     * @return the value of {@code Mcp-Session-Id}
     */
    public String id() {
        return id;
    }

    /**
     * What the gateway names the session by.
     *
     * @return a key that may be logged
     */
    public SessionKey key() {
        return key;
    }

    /**
     * The view that the session was opened through.
     *
     * @return as the edge named it
     */
    public String view() {
        return view;
    }

    /**
     * Whom the session belongs to.
     *
     * @return the principal
     */
    public Principal principal() {
        return principal;
    }

    /**
     * The rules of the protocol version that was agreed on.
     *
     * @return the latest until the backend has answered
     */
    public LegacyRules rules() {
        return established().map(Established::rules).orElse(LegacyRules.LATEST);
    }

    /**
     * The two ends.
     *
     * @return empty until the backend has answered {@code initialize}
     */
    public synchronized Optional<Established> established() {
        return Optional.ofNullable(established);
    }

    /**
     * Sets the two ends, once.
     *
     * @param ends the two ends
     * @return false if the session was ended meanwhile
     */
    public synchronized boolean establish(Established ends) {
        if (ended) {
            return false;
        }
        established = ends;
        return true;
    }

    /**
     * The ways to the client.
     *
     * @return never null
     */
    public SessionStreams streams() {
        return streams;
    }

    /**
     * The questions that the client has not answered yet.
     *
     * @return never null
     */
    public Questions questions() {
        return questions;
    }

    /** The client showed signs of life. */
    public void touch() {
        lastActive = nanoTime.getAsLong();
    }

    boolean isIdleFor(long nanos) {
        if (streams.isBusy()) {
            touch();
            return false;
        }
        return nanoTime.getAsLong() - lastActive >= nanos;
    }

    /**
     * Whether the session is over.
     *
     * @return true from its end on
     */
    public synchronized boolean isEnded() {
        return ended;
    }

    /** Ends it; false if it was ended before. */
    boolean end() {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
        }
        streams.close();
        questions.close();
        return true;
    }
}
