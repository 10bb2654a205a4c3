package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session anew when the server has lost it (2025-11-25, `transports`: 404), with the introduction that opened the
 * first, once however many requests found out. Thread-safe.
 */
final class SessionRenewal implements PostedRequest.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRenewal.class);

    private final String backend;
    private final HttpChannel channel;
    private final HttpLinkOptions options;
    private final SessionState state;
    private final Outcome outcome;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean running;

    SessionRenewal(String backend, HttpChannel channel, HttpLinkOptions options, SessionState state, Outcome outcome) {
        this.backend = backend;
        this.channel = channel;
        this.options = options;
        this.state = state;
        this.outcome = outcome;
    }

    /** Hears how it goes. */
    interface Outcome {

        /** It begins: nothing is to be sent meanwhile. */
        void begins();

        /** There is a session again, and what was refused was sent again. */
        void renewed();

        /** There is none, and will be none. */
        void failed(McpReply.Failure why);
    }

    /**
     * A request was refused because its session is unknown.
     *
     * @param generation the session that it was sent in
     * @param again sends it in the new one
     */
    void lost(int generation, Runnable again) {
        boolean renewedAlready;
        synchronized (this) {
            renewedAlready = !running && state.generation() != generation;
            if (!renewedAlready) {
                waiting.add(again);
            }
            if (running) {
                return;
            }
            running = !renewedAlready;
        }
        if (renewedAlready) {
            again.run();
        } else {
            begin();
        }
    }

    private void begin() {
        Outgoing initialize = state.initialize();
        if (initialize == null || initialize.id() == null) {
            outcome.failed(channel.problems().gone());
            return;
        }
        LOG.info("Backend '{}' has lost a session; it is opened anew", backend);
        outcome.begins();
        new PostedRequest(initialize, initialize.id(), channel, options, this).post(state.post(initialize, null));
    }

    @Override
    public boolean takes(PostedRequest request, AnswerHead head) {
        if (head.successful()) {
            state.named(head);
        }
        return false;
    }

    @Override
    public void received(PostedRequest request, List<Incoming> messages, int length, Runnable more) {
        more.run();
        for (Incoming message : messages) {
            JsonSlice result = message.result(request.id());
            if (result != null) {
                introduced(result);
            } else if (message.answers(request.id())) {
                failed(null);
            }
        }
    }

    private void introduced(JsonSlice result) {
        if (!SessionState.versionOf(result).equals(state.version())) {
            failed(null);
            return;
        }
        Outgoing initialized = state.initialized();
        if (initialized == null) {
            succeeded();
            return;
        }
        PostedNotice notice = new PostedNotice(channel.problems(), options.maxMessage(), head -> false, said -> {});
        var unused = notice.accepted().whenComplete((accepted, problem) -> {
            if (problem == null) {
                succeeded();
            } else {
                failed(problem instanceof McpException refused ? refused.failure() : null);
            }
        });
        notice.post(channel, state.post(initialized, options.acceptTimeout()));
    }

    @Override
    public boolean resumes(PostedRequest request, EventFeed.Next.Resume next) {
        return false;
    }

    @Override
    public void over(PostedRequest request, McpReply.@Nullable Failure why) {
        if (why != null) {
            failed(why);
        }
    }

    private void succeeded() {
        state.renewed();
        done().forEach(Runnable::run);
        outcome.renewed();
    }

    private void failed(McpReply.@Nullable Failure why) {
        done();
        String rest = "has lost the session and opened no other like it";
        outcome.failed(channel.problems()
                .of(
                        TrestleError.BACKEND_LOST,
                        why == null ? rest : rest + ": " + why.error().message()));
    }

    private synchronized List<Runnable> done() {
        running = false;
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
