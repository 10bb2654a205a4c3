package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a link tells. */
final class Recorder implements MessageLink.Receiver {

    /** As {@code id<-message}; the id is {@code -} if the message belongs to no request, {@code ?} if the link does not say. */
    final List<String> messages = new CopyOnWriteArrayList<>();

    final Map<String, McpReply.Failure> failures = new ConcurrentHashMap<>();
    final List<McpReply.Failure> skipped = new CopyOnWriteArrayList<>();
    final List<McpReply.Failure> endings = new CopyOnWriteArrayList<>();
    final AtomicInteger renewals = new AtomicInteger();

    @Override
    public void received(JsonSlice message) {
        messages.add("?<-" + message);
    }

    @Override
    public void received(JsonSlice message, RequestId during) {
        messages.add((during == null ? "-" : during) + "<-" + message);
    }

    @Override
    public void failed(RequestId request, McpReply.Failure why) {
        failures.put(request.toString(), why);
    }

    @Override
    public void renewed() {
        renewals.incrementAndGet();
    }

    @Override
    public void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {
        skipped.add(why);
    }

    @Override
    public void closed(McpReply.Failure why) {
        endings.add(why);
    }

    List<String> awaitMessages(int count) {
        Await.until(count + " messages, not " + messages + failures, () -> messages.size() >= count);
        return messages;
    }

    McpReply.Failure awaitFailure(long request) {
        Await.until("request " + request + " fails", () -> failures.containsKey(Long.toString(request)));
        return failures.get(Long.toString(request));
    }

    McpReply.Failure awaitEnd() {
        Await.until("the end", () -> !endings.isEmpty());
        return endings.get(0);
    }
}
