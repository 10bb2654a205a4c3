package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Any number of event streams, read by one thread. */
final class EventSockets implements AutoCloseable {

    /** As many requests wait for a head at once: more would overflow the backlog of the operating system. */
    private static final int AT_ONCE = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InetSocketAddress server;
    private final byte[] expected;
    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong over = new AtomicLong();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final List<EventSocket> sockets = new ArrayList<>();

    /** Prepares; data that has the expected text in it is counted as what it was waited for. */
    EventSockets(InetSocketAddress server, String expected) throws IOException {
        this.server = server;
        this.expected = Requests.bytes(expected);
        this.selector = Selector.open();
        Thread thread = new Thread(this::run, "event-sockets");
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens a stream; returns before it is open, and waits while many others are being opened. */
    EventSocket open(byte[] request, InetAddress local) throws IOException, InterruptedException {
        return open(request, local, 0);
    }

    /** Opens a stream with a small buffer for what is received; 0 leaves it to the operating system. */
    EventSocket open(byte[] request, InetAddress local, int receiveBuffer) throws IOException, InterruptedException {
        if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("no head came for a minute; " + firstProblem());
        }
        EventSocket socket = new EventSocket(this, request);
        sockets.add(socket);
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.bind(new InetSocketAddress(local, 0));
        channel.connect(server);
        later(() -> {
            try {
                socket.key = channel.register(selector, SelectionKey.OP_CONNECT, socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return socket;
    }

    /** Reads no more from a stream, or reads again. */
    void reading(EventSocket socket, boolean on) {
        later(() -> {
            SelectionKey key = socket.key;
            if (key != null && key.isValid()) {
                key.interestOps(on ? SelectionKey.OP_READ : 0);
            }
        });
    }

    private void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    void begun() {
        begun.incrementAndGet();
        room.release();
    }

    void heard() {
        heard.lazySet(heard.get() + 1);
    }

    boolean isExpected(byte[] line, int length) {
        for (int at = length - expected.length; at >= 0; at--) {
            int i = 0;
            while (i < expected.length && line[at + i] == expected[i]) {
                i++;
            }
            if (i == expected.length) {
                return true;
            }
        }
        return false;
    }

    /** All streams that were opened. */
    List<EventSocket> sockets() {
        return sockets;
    }

    /** How many expected events came on all of them. */
    long heardSoFar() {
        return heard.get();
    }

    /** Waits until so many streams have their head. */
    void awaitHeads(long count) throws InterruptedException {
        await("heads", begun::get, count, PATIENCE);
    }

    /** Waits until so many expected events have come on all streams; false if they do not. */
    boolean awaitHeard(long count, Duration patience) throws InterruptedException {
        return waitFor(heard::get, count, patience);
    }

    /** Waits until so many streams are over; false if they are not. */
    boolean awaitOver(long count, Duration patience) throws InterruptedException {
        return waitFor(over::get, count, patience);
    }

    private void await(String what, LongSupplier have, long count, Duration patience) throws InterruptedException {
        if (!waitFor(have, count, patience)) {
            throw new IllegalStateException(
                    "only " + have.getAsLong() + " of " + count + " " + what + "; " + firstProblem());
        }
    }

    private static boolean waitFor(LongSupplier have, long count, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (have.getAsLong() < count) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
        return true;
    }

    private String firstProblem() {
        return sockets.stream()
                .filter(socket -> socket.problem() != null)
                .map(EventSocket::toString)
                .findFirst()
                .orElse("none of the streams is over");
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::handle);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
        } catch (ClosedSelectorException e) {
            // Closed from outside, which is how it ends.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(SelectionKey key) {
        EventSocket socket = (EventSocket) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                socket.connected(channel);
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(channel, socket);
            }
        } catch (IOException | RuntimeException e) {
            end(channel, socket, String.valueOf(e.getMessage()));
        }
    }

    private void read(SocketChannel channel, EventSocket socket) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            end(channel, socket, "ended");
        } else {
            socket.read(buffer.flip());
        }
    }

    private void end(SocketChannel channel, EventSocket socket, String why) {
        socket.over(why);
        over.incrementAndGet();
        if (socket.headNanos() == 0 || socket.status() != 200) {
            room.release();
        }
        try {
            channel.close();
        } catch (IOException e) {
            socket.over("cannot be closed");
        }
    }

    @Override
    public void close() throws IOException {
        List<SelectionKey> keys = new ArrayList<>(selector.keys());
        selector.close();
        for (SelectionKey key : keys) {
            key.channel().close();
        }
    }
}
