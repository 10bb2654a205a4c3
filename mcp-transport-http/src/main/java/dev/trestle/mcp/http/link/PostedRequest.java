package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.CallPlace;
import dev.trestle.mcp.http.channel.HttpAnswer;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.http.channel.Problems;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that was posted, and the answer to it: one JSON body, an event stream that ends with the response, or a status of
 * failure that may have the protocol's error as its body. It ends once, with its owner told.
 */
final class PostedRequest {

    private static final int LONGEST_ERROR = 64 << 10;

    private final Outgoing outgoing;
    private final RequestId id;
    private final HttpChannel channel;
    private final Problems problems;
    private final HttpLinkOptions options;
    private final Owner owner;
    private final CallPlace place = new CallPlace();
    private volatile @Nullable EventFeed stream;
    private volatile @Nullable Answer current;
    private volatile boolean answered;

    PostedRequest(Outgoing outgoing, RequestId id, HttpChannel channel, HttpLinkOptions options, Owner owner) {
        this.outgoing = outgoing;
        this.id = id;
        this.channel = channel;
        this.problems = channel.problems();
        this.options = options;
        this.owner = owner;
    }

    /** Whoever posted it. */
    interface Owner {

        /**
         * The answer begins.
         *
         * @return true if the owner deals with it, and the request is not to be answered from this
         */
        boolean takes(PostedRequest request, AnswerHead head);

        /**
         * Messages came, the response perhaps among them; {@code more} is to be run when they were taken. Told by a thread that reads
         * answers, or, if their {@code length} is more than that should deal with, by another.
         */
        void received(PostedRequest request, List<Incoming> messages, int length, Runnable more);

        /**
         * A connection that brought the stream is over and the response was not on it.
         *
         * @return true if the owner goes on with it on another connection
         */
        boolean resumes(PostedRequest request, EventFeed.Next.Resume next);

        /** The request is over; why it failed, or null if it was answered. Told once, unless it was abandoned. */
        void over(PostedRequest request, McpReply.@Nullable Failure why);
    }

    Outgoing outgoing() {
        return outgoing;
    }

    RequestId id() {
        return id;
    }

    /** What was read of the stream that answers it; made when there is one. One at a time reads it. */
    EventFeed feed() {
        EventFeed made = stream;
        if (made == null) {
            made = new EventFeed(options.maxMessage(), options.resume());
            stream = made;
        }
        return made;
    }

    /** Posts it, for the first time or again; what is still said of the time before counts no more. */
    void post(Outbound request) {
        Answer answer = new Answer();
        current = answer;
        channel.send(request, answer, place);
    }

    /** Nobody waits for it any more: closes the connection that the answer comes on, and tells nobody. */
    void abandon() {
        place.stop();
    }

    /** It will not be answered. */
    void fail(McpReply.Failure why) {
        if (place.stop()) {
            owner.over(this, why);
        }
    }

    /** There will be no more; it fails unless it was answered. */
    void finish() {
        if (!answered) {
            fail(problems.of(
                    TrestleError.BACKEND_LOST,
                    "ended its answer before the response; whether the request was carried out is unknown"));
        } else if (place.stop()) {
            owner.over(this, null);
        }
    }

    private boolean isCurrent(Answer answer) {
        return !place.isStopped() && current == answer;
    }

    /** Reads a piece of the stream, from whichever connection it came. */
    void read(ByteBuffer bytes, Runnable more) {
        List<JsonSlice> messages = feed().received(bytes);
        boolean tooLong = feed().skipped() > 0;
        if (messages.isEmpty()) {
            more.run();
            judge(tooLong);
        } else {
            whereItMayTake(Incoming.length(messages), length -> {
                tell(messages, length, more);
                judge(tooLong);
            });
        }
    }

    private void judge(boolean tooLong) {
        if (tooLong && !answered) {
            fail(tooLong());
        }
    }

    /** The thread that reads for all servers reads what is short; what is long, somebody else. */
    private void whereItMayTake(int length, IntConsumer task) {
        if (length > Inbox.LONGEST_AT_ONCE) {
            try {
                channel.executor().execute(() -> task.accept(length));
                return;
            } catch (RejectedExecutionException e) {
                // Somebody else has stopped the client; then there is nobody else to read for.
            }
        }
        task.accept(length);
    }

    private void tell(List<JsonSlice> messages, int length, Runnable more) {
        List<Incoming> read = new ArrayList<>(messages.size());
        try {
            for (JsonSlice message : messages) {
                Incoming one = Incoming.of(message);
                read.add(one);
                answered |= one.answers(id);
            }
        } catch (RuntimeException | Error e) {
            // A defect; what comes next is read all the same.
            more.run();
            throw e;
        }
        owner.received(this, read, length, more);
    }

    /** A connection that brought the stream is over. */
    void interrupted() {
        if (answered || !(feed().ended() instanceof EventFeed.Next.Resume next) || !owner.resumes(this, next)) {
            finish();
        }
    }

    private McpReply.Failure tooLong() {
        return problems.of(
                TrestleError.LIMIT_REACHED,
                "sent a message of more than " + options.maxMessage() + " bytes, which is the limit (maxMessage)");
    }

    private enum Part {
        NOTHING,
        JSON,
        STREAM,
        ERROR
    }

    /** The answer to one POST of it. */
    private final class Answer implements HttpAnswer {
        private Part part = Part.NOTHING;
        private Body body = new Body(0, 0);
        private @Nullable AnswerHead head;

        @Override
        public void began(AnswerHead begun) {
            if (!isCurrent(this) || owner.takes(PostedRequest.this, begun)) {
                return;
            }
            head = begun;
            if (!begun.successful()) {
                part = Part.ERROR;
                body = new Body(LONGEST_ERROR, begun.length());
            } else if (begun.isOf("application/json")) {
                part = Part.JSON;
                body = new Body(options.maxMessage(), begun.length());
            } else if (begun.isOf("text/event-stream")) {
                part = Part.STREAM;
                feed().opened();
            } else {
                fail(problems.of(
                        TrestleError.INVALID_RESPONSE,
                        "answered HTTP " + begun.status() + " with neither JSON nor an event stream"));
            }
        }

        @Override
        public void piece(ByteBuffer bytes, Runnable more) {
            if (part == Part.STREAM && isCurrent(this)) {
                read(bytes, more);
                return;
            }
            if (part == Part.JSON && !body.add(bytes)) {
                part = Part.NOTHING;
                fail(tooLong());
            } else if (part == Part.ERROR && !body.add(bytes)) {
                body = new Body(0, 0);
            }
            more.run();
        }

        @Override
        public void ended() {
            if (!isCurrent(this)) {
                return;
            }
            switch (part) {
                case JSON -> only(body.whole());
                case STREAM -> interrupted();
                case ERROR -> refused();
                case NOTHING -> {}
            }
        }

        @Override
        public void broken(McpReply.Failure why, boolean sent) {
            if (!isCurrent(this)) {
                return;
            }
            if (part == Part.STREAM) {
                interrupted();
            } else {
                fail(why);
            }
        }

        private void only(JsonSlice message) {
            whereItMayTake(message.length(), length -> {
                if (isCurrent(this)) {
                    tell(List.of(message), length, () -> {});
                    finish();
                }
            });
        }

        private void refused() {
            AnswerHead answer = head;
            JsonSlice error = answer == null || !mayTell(answer.status()) ? null : Incoming.error(body.whole(), id);
            if (error != null) {
                tell(List.of(error), error.length(), () -> {});
                finish();
            } else if (answer != null) {
                fail(problems.status(answer));
            }
        }

        /** What is the gateway's own matter, and what is to be done later, is told in our words. */
        private boolean mayTell(int status) {
            return status < 500 && status != 401 && status != 403 && status != 429;
        }
    }
}
