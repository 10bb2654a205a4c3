package dev.trestle.mcp.benchmark.limit;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** The body of a request, read without blocking, and one of JSON as the answer. */
final class Body implements Promise.Invocable<byte[]> {

    private final Consumer<byte[]> then;
    private final Callback callback;

    private Body(Consumer<byte[]> then, Callback callback) {
        this.then = then;
        this.callback = callback;
    }

    static void read(Request request, Callback callback, Consumer<byte[]> then) {
        Content.Source.asByteArrayAsync(request, -1, new Body(then, callback));
    }

    static void write(Response response, Callback callback, ByteBuffer json) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.remaining());
        response.write(true, json, callback);
    }

    @Override
    public void succeeded(byte[] body) {
        then.accept(body);
    }

    @Override
    public void failed(Throwable problem) {
        callback.failed(problem);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
