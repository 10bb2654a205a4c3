package dev.trestle.mcp.http.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One exchange, seen from the client. All waiting is bounded by the mount. */
abstract class CallerExchange implements AutoCloseable {

    private @Nullable Head head;

    /** What the stream said last about coming back. */
    @Nullable String retry;

    record Head(int status, Map<String, String> headers, InputStream body) {}

    /** An event as it stood in the stream. */
    record Sse(String event, String id, String data) {}

    abstract void write(byte[] part);

    abstract void endBody();

    /** Waits for status and headers. */
    abstract Head awaitHead() throws IOException;

    /** Cuts the connection. */
    @Override
    public abstract void close();

    private Head head() {
        Head known = head;
        if (known == null) {
            try {
                known = awaitHead();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            head = known;
        }
        return known;
    }

    int status() {
        return head().status();
    }

    @Nullable String header(String name) {
        return head().headers().get(name.toLowerCase(Locale.ROOT));
    }

    Map<String, String> headers() {
        return new TreeMap<>(head().headers());
    }

    /** The body as it comes. */
    InputStream stream() {
        return head().body();
    }

    /** The rest of the body, to its end. */
    String body() {
        try {
            return new String(head().body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event; null at the end of the stream. */
    @Nullable Sse event() {
        String event = "message";
        String id = "";
        StringBuilder data = null;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Sse(event, id, data.toString());
                }
                event = "message";
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("retry: ")) {
                retry = line.substring(7);
            } else if (line.startsWith("data:")) {
                data = new StringBuilder(line.length() > 5 ? line.substring(6) : "");
            } else if (!line.startsWith(":")) {
                throw new AssertionError("not a line of an event stream: " + line);
            }
        }
        return null;
    }

    /** Waits for the next comment or event line. */
    @Nullable String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            InputStream in = head().body();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
                }
                line.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
