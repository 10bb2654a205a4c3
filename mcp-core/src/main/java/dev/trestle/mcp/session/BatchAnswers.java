package dev.trestle.mcp.session;

import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the requests of one batch (2025-03-26, `transports`): one array when all are there; or each by itself as
 * soon as it is there, once the way to the client has become an event stream. Thread-safe.
 */
public final class BatchAnswers {

    private final ClientStream whole;
    private final Function<Failure, JsonRpcError> errors;
    private final List<JsonSlice> gathered = new ArrayList<>();
    private int open;
    private boolean oneByOne;

    /**
     * Answers to come.
     *
     * @param whole the way to the client, finished with the last answer
     * @param requests how many there will be
     * @param errors how a failure is told
     */
    public BatchAnswers(ClientStream whole, int requests, Function<Failure, JsonRpcError> errors) {
        this.whole = whole;
        this.open = requests;
        this.errors = errors;
    }

    /**
     * The way of one request's answer.
     *
     * @return a stream of its own; to be asked for once for each request
     */
    public ClientStream next() {
        return new Part();
    }

    /** Sends what is there, and from now on each answer when it comes. */
    public synchronized void sendOneByOne() {
        oneByOne = true;
        gathered.forEach(whole::send);
        gathered.clear();
    }

    private synchronized void answered(@Nullable JsonSlice answer) {
        boolean last = --open == 0;
        if (answer != null && !oneByOne) {
            gathered.add(answer);
        }
        if (last) {
            whole.finish(gathered.isEmpty() ? (oneByOne ? answer : null) : EnvelopeWriter.batch(gathered));
        } else if (answer != null && oneByOne) {
            whole.send(answer);
        }
    }

    private final class Part implements ClientStream {
        private boolean answered;

        @Override
        public void send(JsonSlice message) {
            synchronized (BatchAnswers.this) {
                if (!answered) {
                    whole.send(message);
                }
            }
        }

        @Override
        public void finish(@Nullable JsonSlice last) {
            synchronized (BatchAnswers.this) {
                if (!answered) {
                    answered = true;
                    answered(last);
                }
            }
        }

        @Override
        public void fail(RequestId id, Failure failure) {
            finish(EnvelopeWriter.failure(id, errors.apply(failure)));
        }

        @Override
        public boolean isOpen() {
            synchronized (BatchAnswers.this) {
                return !answered && whole.isOpen();
            }
        }

        @Override
        public void onClientGone(Runnable action) {
            whole.onClientGone(action);
        }
    }
}
