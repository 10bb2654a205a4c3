package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream of what a server says outside all answers. Servers need not have one. */
final class ListenStream implements GetStream.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(ListenStream.class);

    private final String backend;
    private final EventFeed feed;
    private final GetStream stream;
    private final BiConsumer<List<JsonSlice>, Runnable> messages;
    private final Runnable sessionLost;
    private int skipped;
    private boolean heard;

    ListenStream(
            String backend,
            HttpChannel channel,
            HttpLinkOptions options,
            Function<String, Outbound> requests,
            BiConsumer<List<JsonSlice>, Runnable> messages,
            Runnable sessionLost) {
        this.backend = backend;
        this.feed = EventFeed.restartable(options.maxMessage(), options.resume());
        this.stream = new GetStream(channel, feed, requests, this);
        this.messages = messages;
        this.sessionLost = sessionLost;
    }

    void open() {
        stream.open();
    }

    void stop() {
        stream.stop();
    }

    @Override
    public void piece(ByteBuffer bytes, Runnable more) {
        heard = true;
        List<JsonSlice> complete = feed.received(bytes);
        if (feed.skipped() > skipped) {
            skipped = feed.skipped();
            LOG.warn("Backend '{}' said something that is too long, which was skipped (maxMessage)", backend);
        }
        if (complete.isEmpty()) {
            more.run();
        } else {
            messages.accept(complete, more);
        }
    }

    @Override
    public void ended() {
        heard = true;
        if (feed.ended() instanceof EventFeed.Next.Resume next) {
            stream.resume(next);
        }
    }

    @Override
    public void refused(AnswerHead head) {
        // A server that never gave the stream may say with 404 that it has none.
        if (head.status() == 404 && heard) {
            sessionLost.run();
        } else if (head.status() != 405) {
            LOG.warn(
                    "Backend '{}' answered HTTP {} to the GET for its event stream; what it says outside calls is not heard",
                    backend,
                    head.status());
        }
    }

    @Override
    public void gaveUp(McpReply.Failure why) {
        LOG.warn(
                "What backend '{}' says outside calls is not heard: {}",
                backend,
                why.error().message());
    }
}
