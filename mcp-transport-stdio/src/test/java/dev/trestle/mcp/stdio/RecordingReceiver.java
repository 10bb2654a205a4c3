package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a link delivers. */
final class RecordingReceiver implements MessageLink.Receiver {

    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<McpReply.Failure> closings = new CopyOnWriteArrayList<>();
    final CompletableFuture<McpReply.Failure> closed = new CompletableFuture<>();

    @Override
    public void received(JsonSlice message) {
        messages.add(message.toString());
    }

    @Override
    public void closed(McpReply.Failure why) {
        closings.add(why);
        closed.complete(why);
    }

    void awaitMessages(int count) {
        Await.until(count + " messages, have " + messages.size(), () -> messages.size() >= count);
    }
}
