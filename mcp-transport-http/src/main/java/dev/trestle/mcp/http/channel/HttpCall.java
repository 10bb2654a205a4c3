package dev.trestle.mcp.http.channel;

import dev.trestle.mcp.call.TrestleError;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, over redirects within its origin and, as long as it was certainly not sent, over several attempts.
 * Its body is read as fast as it is asked for. Thread-safe.
 */
public final class HttpCall {

    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);

    private final HttpChannel channel;
    private final HttpAnswer answer;
    private final Breaker.Pass pass;
    private @Nullable Request current;
    private volatile boolean cancelled;
    private boolean over;

    HttpCall(HttpChannel channel, HttpAnswer answer, Breaker.Pass pass) {
        this.channel = channel;
        this.answer = answer;
        this.pass = pass;
    }

    /**
     * Closes the connection that the answer comes on, or never makes one. Nothing is told any more. Does nothing if the answer
     * is whole: its connection is to be used again.
     */
    public void cancel() {
        Request request;
        synchronized (this) {
            if (over) {
                return;
            }
            cancelled = true;
            request = current;
        }
        pass.release();
        if (request != null) {
            var unused = request.abort(new CancellationException("nobody waits for the answer"));
        }
    }

    void start(Outbound outbound) {
        attempt(new Attempt(outbound, 0, 0));
    }

    private void attempt(Attempt listener) {
        Request request = listener.request();
        synchronized (this) {
            if (cancelled) {
                return;
            }
            current = request;
        }
        listener.sender = Thread.currentThread();
        try {
            // Not the listener itself, which would then be told twice of what it is registered for.
            request.send(listener::completed);
        } catch (RuntimeException e) {
            // The client was stopped meanwhile.
            listener.failed(e);
        } finally {
            listener.sender = null;
        }
    }

    private synchronized boolean isOver() {
        over = true;
        current = null;
        return cancelled;
    }

    private Duration idle(Outbound outbound) {
        return outbound.idle() == null ? channel.options().idleTimeout() : outbound.idle();
    }

    private String patience(Outbound outbound) {
        return idle(outbound).toMillis() + (outbound.idle() == null ? " ms (idleTimeout)" : " ms (acceptTimeout)");
    }

    /** Listens to one attempt. */
    private final class Attempt implements Response.HeadersListener, Response.AsyncContentListener {
        private final Outbound outbound;
        private final int redirects;
        private final int retries;
        private volatile boolean sent;
        private volatile boolean told;
        private volatile @Nullable Thread sender;
        private @Nullable URI redirectedTo;

        private Attempt(Outbound outbound, int redirects, int retries) {
            this.outbound = outbound;
            this.redirects = redirects;
            this.retries = retries;
        }

        private Request request() {
            Request request = channel.lease()
                    .client()
                    .newRequest(outbound.uri())
                    .method(outbound.method())
                    .idleTimeout(idle(outbound).toMillis(), TimeUnit.MILLISECONDS)
                    // Not once it is committed: the connection may break before that is told, and the server have it.
                    .onRequestHeaders(ready -> sent = true)
                    .onResponseHeaders(this)
                    .onResponseContentAsync(this)
                    .headers(fields -> {
                        channel.headers().forEach(fields::add);
                        outbound.shared().addTo(fields);
                        outbound.own().forEach(fields::put);
                        if (outbound.body() != null) {
                            fields.add(JSON);
                        }
                    });
            if (outbound.body() != null) {
                // Slices do not change, so they need not be copied.
                ByteBuffer body = outbound.body().read(ByteBuffer::wrap);
                request.body(new ByteBufferRequestContent(JSON.getValue(), body));
            }
            return request;
        }

        @Override
        public void onHeaders(Response response) {
            AnswerHead head = new AnswerHead(response.getStatus(), response.getHeaders()::get);
            if (head.status() >= 500) {
                pass.failed();
            } else {
                pass.ok();
            }
            if (Redirects.isOne(head.status(), outbound.method())) {
                redirectedTo = Redirects.target(outbound.uri(), head);
                if (redirectedTo == null || redirects >= channel.options().maxRedirects()) {
                    told = true;
                    refuseRedirect();
                    var unused = response.abort(new CancellationException("not followed"));
                }
            } else if (!cancelled) {
                told = true;
                answer.began(head);
            }
        }

        private void refuseRedirect() {
            String why = redirectedTo == null
                    ? "answered with a redirect to another origin or to nowhere, which is not followed because the"
                            + " backend's headers may be secret; set its url to where it really is"
                    : "answered with more than " + channel.options().maxRedirects() + " redirects (maxRedirects)";
            redirectedTo = null;
            tell(() -> answer.broken(channel.problems().of(TrestleError.BACKEND_UNAVAILABLE, why), true));
            cancelled = true;
        }

        @Override
        public void onContent(Response response, Content.Chunk chunk, Runnable demander) {
            ByteBuffer buffer = chunk.getByteBuffer();
            if (cancelled || redirectedTo != null || !buffer.hasRemaining()) {
                demander.run();
                return;
            }
            answer.piece(buffer, demander);
        }

        private void completed(Result result) {
            URI next = redirectedTo;
            if (cancelled) {
                return;
            }
            if (result.isFailed() && !(told && result.getResponseFailure() == null)) {
                failed(result.getFailure());
            } else if (next != null) {
                attempt(new Attempt(outbound.to(next), redirects + 1, retries));
            } else if (sender == Thread.currentThread()) {
                // The answer was whole before the request was known to be sent. Whoever sends has other things to do.
                elsewhere(this::ended);
            } else {
                ended();
            }
        }

        private void ended() {
            if (!isOver()) {
                answer.ended();
            }
        }

        private void elsewhere(Runnable task) {
            try {
                channel.executor().execute(task);
            } catch (RejectedExecutionException e) {
                // Somebody else has stopped the client; who waits is told all the same.
                task.run();
            }
        }

        private void failed(Throwable cause) {
            if (!sent && mayPass(cause) && retries < channel.options().connectRetries()) {
                retry(FIRST_WAIT.multipliedBy(1L << Math.min(retries, 10)));
                return;
            }
            pass.failed();
            if (!isOver()) {
                answer.broken(channel.problems().transport(cause, sent, patience(outbound)), sent);
            }
        }

        private void retry(Duration wait) {
            try {
                var unused = channel.scheduler()
                        .schedule(
                                () -> attempt(new Attempt(outbound, redirects, retries + 1)),
                                wait.toNanos(),
                                TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The gateway stops: nobody waits any more, but whoever does is answered.
                tell(() -> answer.broken(channel.problems().transport(e, false, patience(outbound)), false));
            }
        }

        private void tell(Runnable what) {
            if (!cancelled) {
                what.run();
            }
        }

        private static boolean mayPass(Throwable cause) {
            return cause instanceof ConnectException || cause instanceof SocketTimeoutException;
        }
    }
}
