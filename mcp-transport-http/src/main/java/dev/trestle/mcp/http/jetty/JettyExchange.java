package dev.trestle.mcp.http.jetty;

import dev.trestle.mcp.http.mount.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** One exchange of Jetty's. Reads and writes are Jetty's own asynchronous ones; nothing is dispatched anywhere. */
final class JettyExchange implements HttpExchange, Callback {

    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;

    private static final AtomicReferenceFieldUpdater<JettyExchange, Content.@Nullable Chunk> REST =
            AtomicReferenceFieldUpdater.newUpdater(JettyExchange.class, Content.Chunk.class, "rest");

    private final String path;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final DirectBuffers buffers;
    private final AtomicBoolean completed = new AtomicBoolean();
    private volatile Content.@Nullable Chunk rest;
    private volatile @Nullable Throwable unreadable;
    private boolean bodyEnded;

    JettyExchange(String path, Request request, Response response, Callback callback, DirectBuffers buffers) {
        this.path = path;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.buffers = buffers;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String requestPath() {
        return request.getHttpURI().getPath();
    }

    @Override
    public @Nullable String query() {
        return request.getHttpURI().getQuery();
    }

    @Override
    public @Nullable String host() {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return host != null ? host : request.getHttpURI().getAuthority();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    @Override
    public List<String> headers(String name) {
        HttpFields fields = request.getHeaders();
        List<String> values = List.of();
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = fields.getField(i);
            if (field.is(name)) {
                values = with(values, field.getValue() == null ? "" : field.getValue());
            }
        }
        return values;
    }

    private static List<String> with(List<String> values, String value) {
        if (values.isEmpty()) {
            return List.of(value);
        }
        List<String> more = new ArrayList<>(values);
        more.add(value);
        return more;
    }

    @Override
    public long contentLength() {
        return request.getLength();
    }

    @Override
    public String remoteAddress() {
        return Request.getRemoteAddr(request);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!bodyEnded) {
            Content.Chunk current = rest == null ? null : REST.getAndSet(this, null);
            if (current == null) {
                current = request.read();
            }
            if (current == null) {
                return 0;
            }
            if (Content.Chunk.isFailure(current)) {
                unreadable = current.getFailure();
                throw new EofException(unreadable);
            }
            int read = current.get(target, offset, length);
            bodyEnded = current.isLast() && !current.hasRemaining();
            if (current.hasRemaining()) {
                keep(current);
            } else {
                current.release();
            }
            if (read > 0) {
                return read;
            }
        }
        return -1;
    }

    /** Whoever ends the exchange meanwhile, as one that takes too long, gives back what is kept; or finds nothing yet. */
    private void keep(Content.Chunk chunk) {
        rest = chunk;
        if (completed.get()) {
            releaseRest();
        }
    }

    private void releaseRest() {
        Content.Chunk unread = rest == null ? null : REST.getAndSet(this, null);
        if (unread != null) {
            unread.release();
        }
    }

    @Override
    public void onReadable(Runnable action) {
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, action));
    }

    /** With a server that does not block it is the selector. */
    @Override
    public boolean isThreadShared() {
        return true;
    }

    @Override
    public void head(int status, Map<String, String> headers) {
        response.setStatus(status);
        HttpFields.Mutable fields = response.getHeaders();
        headers.forEach((name, value) -> put(fields, name, value));
        boolean mayLeaveBody = status >= BAD_REQUEST || status == NO_CONTENT;
        if (mayLeaveBody && !bodyEnded && !fields.contains(HttpHeader.CONNECTION)) {
            leaveBody(fields);
        }
    }

    /** Jetty ends the connection behind a body of which more is to come. A client has to be told, or loses its next request. */
    private void leaveBody(HttpFields.Mutable fields) {
        releaseRest();
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        if (!request.consumeAvailable() && version.getVersion() < HttpVersion.HTTP_2.getVersion()) {
            fields.put(HttpFields.CONNECTION_CLOSE);
        }
    }

    private static void put(HttpFields.Mutable fields, String name, String value) {
        if (name.equals(JSON.getName()) && value.equals(JSON.getValue())) {
            fields.put(JSON);
        } else {
            fields.put(name, value);
        }
    }

    /** Jetty tells the length of what is written at once by itself. */
    @Override
    public void answer(int status, Map<String, String> headers, ByteBuffer body) {
        head(status, headers);
        write(true, body, this);
    }

    @Override
    public void succeeded() {
        if (completed.compareAndSet(false, true)) {
            releaseRest();
            callback.succeeded();
        }
    }

    @Override
    public void failed(Throwable problem) {
        if (completed.compareAndSet(false, true)) {
            releaseRest();
            callback.failed(problem);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        write(last, bytes, new Callback() {
            @Override
            public void succeeded() {
                if (last) {
                    JettyExchange.this.succeeded();
                }
                written.complete(null);
            }

            @Override
            public void failed(Throwable problem) {
                JettyExchange.this.failed(problem);
                written.completeExceptionally(problem);
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }
        });
        return written;
    }

    private void write(boolean last, ByteBuffer bytes, Callback written) {
        ResumingThreads.Completion completion = last ? ResumingThreads.complete() : null;
        try {
            if (buffers.hold(bytes)) {
                DirectBuffers.Copy copy = buffers.copy(bytes, written);
                response.write(last, copy.bytes(), copy);
            } else {
                response.write(last, bytes, written);
            }
        } finally {
            if (completion != null) {
                completion.end();
            }
        }
    }

    @Override
    public void onClose(Runnable action) {
        try {
            request.addIdleTimeoutListener(timeout -> false);
            request.addFailureListener(problem -> action.run());
        } catch (IllegalStateException e) {
            // Another thread has answered meanwhile, so that nobody can go away any more.
            if (!completed.get()) {
                throw e;
            }
        }
    }

    @Override
    public void abort() {
        // Jetty knows which of a body's faults are the client's, and says so.
        Throwable why = unreadable;
        failed(why == null ? new EofException("cut off") : why);
    }
}
