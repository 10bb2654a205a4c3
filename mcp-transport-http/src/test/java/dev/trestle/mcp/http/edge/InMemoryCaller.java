package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.mount.HttpExchange;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The third mount: no container, no socket; everything happens on the threads that make it happen. */
final class InMemoryCaller implements Caller {

    private final McpEndpoint endpoint;

    InMemoryCaller(McpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public CallerExchange open(String method, String path, Map<String, String> headers, long declared) {
        Both both = new Both(method, path, headers, declared);
        if (declared == -2) {
            both.endBody();
        }
        if (endpoint.serves(both.path())) {
            endpoint.handle(both);
        } else {
            both.head(404, Map.of());
            both.write(ByteBuffer.allocate(0), true);
        }
        return both.caller;
    }

    @Override
    public void close() {}

    /** Both ends of one exchange. What the client has not read is bounded, as it is in a socket. */
    static class Both implements HttpExchange {
        private static final int WINDOW = 64 << 10;

        private final String method;
        private final String path;
        private final String requested;
        private final @Nullable String query;
        private final Map<String, String> headers;
        private final long declared;
        private final Deque<byte[]> body = new ArrayDeque<>();
        private final Deque<byte[]> answered = new ArrayDeque<>();
        private int answeredAt;
        private int unread;
        private boolean bodyEnded;
        private boolean ended;
        private boolean cut;
        private @Nullable Runnable readable;
        private @Nullable Runnable closed;
        private @Nullable CompletableFuture<Void> writing;
        private CallerExchange.@Nullable Head head;
        final CallerExchange caller = new End();
        int writes;

        /** What the endpoint did that no exchange allows. */
        final List<String> wrongs = new java.util.concurrent.CopyOnWriteArrayList<>();

        private IllegalStateException wrong(String what) {
            wrongs.add(what);
            return new IllegalStateException(what);
        }

        synchronized boolean isAnswered() {
            return writes > 0;
        }

        Both(String method, String path, Map<String, String> headers, long declared) {
            this(method, path, headers, declared, path);
        }

        Both(String method, String path, Map<String, String> headers, long declared, String requested) {
            this.requested = requested;
            this.method = method;
            int mark = path.indexOf('?');
            this.path = mark < 0 ? path : path.substring(0, mark);
            this.query = mark < 0 ? null : path.substring(mark + 1);
            this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            this.headers.putAll(headers);
            this.headers.putIfAbsent("Host", "localhost:1");
            this.declared = declared;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String requestPath() {
            int mark = requested.indexOf('?');
            return mark < 0 ? requested : requested.substring(0, mark);
        }

        @Override
        public @Nullable String query() {
            return query;
        }

        @Override
        public @Nullable String host() {
            return headers.get("Host");
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public List<String> headers(String name) {
            return headers.containsKey(name) ? List.of(headers.get(name)) : List.of();
        }

        @Override
        public long contentLength() {
            return Math.max(declared, -1);
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) throws IOException {
            if (cut) {
                throw new EOFException("cut");
            }
            byte[] next = body.poll();
            if (next == null) {
                return bodyEnded ? -1 : 0;
            }
            int read = Math.min(length, next.length);
            System.arraycopy(next, 0, target, offset, read);
            if (read < next.length) {
                body.addFirst(java.util.Arrays.copyOfRange(next, read, next.length));
            }
            return read;
        }

        @Override
        public void onReadable(Runnable action) {
            synchronized (this) {
                if (body.isEmpty() && !bodyEnded && !cut) {
                    readable = action;
                    return;
                }
            }
            action.run();
        }

        void endBody() {
            synchronized (this) {
                bodyEnded = true;
            }
            tellReadable();
        }

        private void tellReadable() {
            Runnable action;
            synchronized (this) {
                action = readable;
                readable = null;
            }
            if (action != null) {
                action.run();
            }
        }

        @Override
        public synchronized void head(int status, Map<String, String> given) {
            if (head != null) {
                throw wrong("the head was set twice");
            }
            Map<String, String> lower = new TreeMap<>();
            given.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
            head = new CallerExchange.Head(status, lower, new BufferedInputStream(new Answered()));
        }

        @Override
        public synchronized CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
            if (head == null || writing != null || ended) {
                throw wrong("a write out of turn");
            }
            writes++;
            if (cut) {
                return CompletableFuture.failedFuture(new EOFException("cut"));
            }
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            answered.add(copy);
            unread += copy.length;
            ended = last;
            notifyAll();
            CompletableFuture<Void> done = new CompletableFuture<>();
            if (unread <= WINDOW) {
                done.complete(null);
            } else {
                writing = done;
            }
            return done;
        }

        @Override
        public void onClose(Runnable action) {
            synchronized (this) {
                if (!cut) {
                    closed = action;
                    return;
                }
            }
            action.run();
        }

        @Override
        public void abort() {
            cut();
        }

        private void cut() {
            Runnable told;
            CompletableFuture<Void> lost;
            synchronized (this) {
                cut = true;
                told = closed;
                closed = null;
                lost = writing;
                writing = null;
                notifyAll();
            }
            if (lost != null) {
                lost.completeExceptionally(new EOFException("cut"));
            }
            if (told != null) {
                told.run();
            }
            tellReadable();
        }

        private int take(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            CompletableFuture<Void> done = null;
            int read;
            synchronized (this) {
                awaitAnswer(() -> !answered.isEmpty() || ended);
                byte[] next = answered.peek();
                if (next == null) {
                    return -1;
                }
                read = Math.min(length, next.length - answeredAt);
                System.arraycopy(next, answeredAt, target, offset, read);
                answeredAt += read;
                if (answeredAt == next.length) {
                    answered.remove();
                    answeredAt = 0;
                }
                unread -= read;
                if (unread <= WINDOW) {
                    done = writing;
                    writing = null;
                }
            }
            if (done != null) {
                done.complete(null);
            }
            return read == 0 ? take(target, offset, length) : read;
        }

        private void awaitAnswer(java.util.function.BooleanSupplier there) throws IOException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!there.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (cut) {
                    throw new EOFException("cut");
                }
                if (left <= 0) {
                    throw new IOException("nothing came for 10 s");
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private final class Answered extends InputStream {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return take(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return take(target, offset, length);
            }

            @Override
            public int available() {
                synchronized (Both.this) {
                    return unread;
                }
            }
        }

        final class End extends CallerExchange {
            /** Whether the response has ended, or been cut. */
            boolean isOver() {
                synchronized (Both.this) {
                    return ended || cut;
                }
            }

            boolean isAnswered() {
                synchronized (Both.this) {
                    return writes > 0;
                }
            }

            @Override
            void write(byte[] part) {
                synchronized (Both.this) {
                    body.add(part);
                }
                tellReadable();
            }

            @Override
            void endBody() {
                Both.this.endBody();
            }

            @Override
            Head awaitHead() throws IOException {
                synchronized (Both.this) {
                    awaitAnswer(() -> head != null && writes > 0);
                    return java.util.Objects.requireNonNull(head);
                }
            }

            @Override
            public void close() {
                cut();
            }
        }
    }
}
