package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what a link delivers, and how. */
final class LinkRecorder implements MessageLink.Receiver {

    private final CountDownLatch gate;
    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> messages = new ArrayList<>();
    private final List<McpReply.Failure> endings = new ArrayList<>();
    private boolean overlapped;
    private boolean spokeAfterEnd;

    LinkRecorder() {
        this(new CountDownLatch(0));
    }

    /** Holds each delivery until the gate opens. */
    LinkRecorder(CountDownLatch gate) {
        this.gate = gate;
    }

    @Override
    public void received(JsonSlice message) {
        boolean alone = inside.incrementAndGet() == 1;
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            overlapped |= !alone;
            spokeAfterEnd |= !endings.isEmpty();
            messages.add(message.toString());
        }
        inside.decrementAndGet();
    }

    @Override
    public synchronized void closed(McpReply.Failure why) {
        overlapped |= inside.get() > 0;
        endings.add(why);
    }

    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    synchronized List<McpReply.Failure> endings() {
        return List.copyOf(endings);
    }

    synchronized boolean overlapped() {
        return overlapped;
    }

    synchronized boolean spokeAfterEnd() {
        return spokeAfterEnd;
    }
}
