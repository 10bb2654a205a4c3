package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection with at most one request on its way. Not thread-safe. */
final class Connection {

    private static final int READ = 64 * 1024;

    final int number;
    final ResponseParser response = new ResponseParser();
    private final InetSocketAddress address;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ);
    private byte[] request = new byte[1024];
    private ByteBuffer out = ByteBuffer.wrap(request);
    private SocketChannel channel;
    private SelectionKey key;

    Connection(int number, InetSocketAddress address, Selector selector) throws IOException {
        this.number = number;
        this.address = address;
        this.selector = selector;
        channel = connect();
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel fresh = SocketChannel.open(address);
        fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
        fresh.configureBlocking(false);
        return fresh;
    }

    /** Connects anew if the server has closed the connection meanwhile; nothing may be on its way. */
    void revive() throws IOException {
        in.clear();
        if (channel.read(in) < 0) {
            channel.close();
            channel = connect();
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    /** Where the next request is to be put, from the first byte on. */
    byte[] outgoing(int length) {
        if (request.length < length) {
            request = new byte[length];
            out = ByteBuffer.wrap(request);
        }
        out.clear().limit(length);
        return request;
    }

    /** What was sent last. */
    byte[] sent() {
        return request;
    }

    /** Sends what was put there, or as much of it as goes. */
    void send() throws IOException {
        response.reset();
        write();
    }

    void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Reads what is there; true if the response is complete. */
    boolean read() throws IOException {
        while (true) {
            in.clear();
            int read = channel.read(in);
            if (read < 0) {
                throw new IOException("the server closed connection " + number + " in the middle of a call");
            }
            in.flip();
            boolean complete = response.read(in);
            if (in.hasRemaining()) {
                throw new IOException("the server said more than one answer on connection " + number);
            }
            if (complete || read < READ) {
                return complete;
            }
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
