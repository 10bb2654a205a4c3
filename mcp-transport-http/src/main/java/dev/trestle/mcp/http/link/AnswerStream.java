package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Goes on with the event stream that answers a request, after the connection that began it is over. */
final class AnswerStream implements GetStream.Reader {

    private final PostedRequest request;
    private final GetStream stream;

    AnswerStream(HttpChannel channel, Function<String, Outbound> requests, PostedRequest request) {
        this.request = request;
        this.stream = new GetStream(channel, request.feed(), requests, this);
    }

    /** Goes on when it is time. */
    void resume(EventFeed.Next.Resume next) {
        stream.resume(next);
    }

    void stop() {
        stream.stop();
    }

    @Override
    public void piece(ByteBuffer bytes, Runnable more) {
        request.read(bytes, more);
    }

    @Override
    public void ended() {
        request.interrupted();
    }

    @Override
    public void refused(AnswerHead head) {
        request.finish();
    }

    @Override
    public void gaveUp(McpReply.Failure why) {
        request.finish();
    }
}
