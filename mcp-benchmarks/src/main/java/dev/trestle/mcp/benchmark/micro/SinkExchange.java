package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.http.mount.HttpExchange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request with a body and a client that reads at once whatever is written. Not thread-safe. */
final class SinkExchange implements HttpExchange {

    private static final CompletionStage<Void> WRITTEN = CompletableFuture.completedFuture(null);

    private final String method;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private int read;
    private long written;
    private int status;
    private @Nullable Map<String, String> answered;

    /**
     * A request.
     *
     * @param method its method
     * @param headers as {@link #headers(Map)} makes them
     * @param body its body
     */
    SinkExchange(String method, Map<String, List<String>> headers, byte[] body) {
        this.method = method;
        this.headers = headers;
        this.body = body;
    }

    /** Headers to be found by names in any case, made once for many requests. */
    static Map<String, List<String>> headers(Map<String, String> named) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        named.forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }

    /** How many bytes came back. */
    long written() {
        return written;
    }

    int status() {
        return status;
    }

    @Nullable String answered(String header) {
        return answered == null ? null : answered.get(header);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return "/mcp";
    }

    @Override
    public String requestPath() {
        return "/mcp";
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String host() {
        return "127.0.0.1:8001";
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public long contentLength() {
        return body.length;
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, body.length - read);
        System.arraycopy(body, read, target, offset, count);
        read += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public void onReadable(Runnable action) {
        action.run();
    }

    @Override
    public void head(int answer, Map<String, String> given) {
        status = answer;
        answered = given;
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
        written += bytes.remaining();
        return WRITTEN;
    }

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void abort() {}
}
