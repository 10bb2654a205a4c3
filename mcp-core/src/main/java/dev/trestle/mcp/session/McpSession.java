package dev.trestle.mcp.session;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One session of a legacy client: from its {@code initialize} until it, its backend, idle time or the gateway ends it.
 * Thread-safe.
 */
public final class McpSession {

    private final String id;
    private final SessionKey key;
    private final String view;
    private final SessionOwner owner;
    private final SessionSetting setting;
    private final SessionStreams streams;
    private volatile long lastActive;

    // Each of these is made when it is needed, and not kept longer: most sessions are idle.
    private @Nullable Questions questions;
    private @Nullable CompletableFuture<Optional<Established>> opening;
    private List<Runnable> whenEnded = List.of();

    private @Nullable Established established;
    private boolean ended;

    McpSession(Identity identity, SessionSetting setting) {
        this.id = identity.id();
        this.key = identity.key();
        this.view = identity.view();
        this.owner = identity.owner();
        this.setting = setting;
        this.streams = new SessionStreams(setting);
        this.lastActive = setting.now();
    }

    /** What tells a session from others. */
    record Identity(String id, SessionKey key, String view, SessionOwner owner) {}

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
        return owner.principal();
    }

    SessionOwner owner() {
        return owner;
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
    public boolean establish(Established ends) {
        CompletableFuture<Optional<Established>> waiting;
        synchronized (this) {
            if (ended) {
                return false;
            }
            established = ends;
            waiting = opening;
            opening = null;
        }
        if (waiting != null) {
            waiting.complete(Optional.of(ends));
        }
        return true;
    }

    /**
     * Waits for the two ends.
     *
     * @return completes once the session is established, or with empty if it ends before; never exceptionally
     */
    public synchronized CompletionStage<Optional<Established>> opened() {
        if (established != null || ended) {
            return CompletableFuture.completedStage(Optional.ofNullable(established));
        }
        if (opening == null) {
            opening = new CompletableFuture<>();
        }
        return opening.minimalCompletionStage();
    }

    /**
     * A request begins; what waits for the client goes to its stream first.
     *
     * @param requestId the client's id for it
     * @param stream where its answer goes
     * @param cancellation how to end it early
     * @return whether it may run
     */
    public Admission begin(RequestId requestId, ClientStream stream, Cancellation cancellation) {
        return streams.begin(requestId, new RunningCall(stream, cancellation));
    }

    /** Whether a request may run. */
    public enum Admission {
        /** It may. */
        ADMITTED,
        /** A request with this id is running. */
        DUPLICATE_ID,
        /** As many requests as may are running. */
        TOO_MANY
    }

    /**
     * A request is answered.
     *
     * @param requestId the client's id for it
     */
    public void end(RequestId requestId) {
        streams.end(requestId);
        touch();
    }

    /**
     * The client no longer wants a request answered.
     *
     * @param requestId the client's id for it; one that is not running is ignored
     * @param reason one phrase
     */
    public void cancel(RequestId requestId, String reason) {
        streams.running(requestId).ifPresent(call -> call.cancellation().cancel(reason));
    }

    /**
     * Opens a listening stream, which gets what waits for the client.
     *
     * @param stream the stream
     * @return false if as many as may are open
     */
    public boolean listen(ClientStream stream) {
        return streams.listen(stream);
    }

    /**
     * How many listening streams there are.
     *
     * @return at least 0
     */
    public int listeners() {
        return streams.listeners();
    }

    /**
     * Sends a message that belongs to no request, by the one way that it takes.
     *
     * @param message one line of JSON
     * @param coalesce whether one message with the same content is as good as two
     * @param onLost run, at some time, if it will not be delivered
     */
    public void send(JsonSlice message, boolean coalesce, Runnable onLost) {
        streams.send(message, coalesce, onLost);
    }

    /**
     * Asks the client something that belongs to no request.
     *
     * @param question the question
     * @return the answer; never exceptionally
     */
    public CompletionStage<InputAnswer> ask(InputRequest question) {
        return questions().ask(question, (message, onLost) -> streams.send(message, false, onLost));
    }

    /**
     * Asks the client something on the stream of a request; or, if the client has gone from there, as what belongs to no
     * request: nobody would see it on that stream before it times out.
     *
     * @param question the question
     * @param stream the request's stream
     * @return the answer; never exceptionally
     */
    public CompletionStage<InputAnswer> ask(InputRequest question, ClientStream stream) {
        return questions().ask(question, (message, onLost) -> {
            if (stream.isOpen()) {
                stream.send(message);
            } else {
                streams.send(message, false, onLost);
            }
        });
    }

    /**
     * The client answers a question.
     *
     * @param response the answer
     * @return false if no such question is open
     */
    public boolean answered(Response response) {
        Questions asked;
        synchronized (this) {
            asked = questions;
        }
        return asked != null && asked.answered(response);
    }

    private synchronized Questions questions() {
        Questions made = questions;
        if (made == null) {
            made = new Questions(setting.limits().askTimeout(), setting.scheduler());
            questions = made;
            if (ended) {
                made.close();
            }
        }
        return made;
    }

    /** A stream whose client was gone has it back: what waits for any way to the client has one now. */
    public void clientIsBack() {
        streams.flush();
    }

    /** The client showed signs of life. */
    public void touch() {
        lastActive = setting.now();
    }

    boolean isIdleFor(long nanos) {
        if (streams.isBusy()) {
            touch();
            return false;
        }
        return setting.now() - lastActive >= nanos;
    }

    /**
     * Whether the session is over.
     *
     * @return true from its end on
     */
    public synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Registers what to do when the session is over; done at once if it is.
     *
     * @param action must be fast and must not block
     */
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                whenEnded = whenEnded.isEmpty() ? new ArrayList<>(1) : whenEnded;
                whenEnded.add(action);
                return;
            }
        }
        action.run();
    }

    /** Ends it; false if it was ended before. */
    boolean end() {
        List<Runnable> told;
        CompletableFuture<Optional<Established>> waiting;
        Questions asked;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            told = whenEnded;
            whenEnded = List.of();
            waiting = opening;
            opening = null;
            asked = questions;
        }
        if (waiting != null) {
            waiting.complete(Optional.empty());
        }
        streams.close();
        if (asked != null) {
            asked.close();
        }
        told.forEach(Runnable::run);
        return true;
    }
}
