package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.link.Backoff;
import dev.trestle.mcp.http.link.EventFeed;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client that reads one stream byte by byte, loses its connection when it is told to, and goes on by {@link EventFeed}. */
final class DropClient implements AutoCloseable {

    private final Caller caller;
    private final String session;
    private final EventFeed feed = new EventFeed(16 << 20, new Backoff(Duration.ZERO, Duration.ZERO, 1));
    private final Deque<String> questions = new ArrayDeque<>();
    final List<String> messages = new ArrayList<>();
    long bytes;
    int cuts;
    private @Nullable CallerExchange exchange;

    DropClient(Caller caller, String session) {
        this.caller = caller;
        this.session = session;
    }

    DropClient post(String body) {
        return opened(caller.post(headers("Mcp-Session-Id", session), body));
    }

    DropClient listen() {
        return opened(get());
    }

    private CallerExchange get(String... more) {
        return caller.send(
                "GET",
                "/mcp",
                headers(HttpMountFixture.join(more, "Mcp-Session-Id", session, "Accept", "text/event-stream")));
    }

    private DropClient opened(CallerExchange by) {
        exchange = by;
        feed.opened();
        return this;
    }

    private CallerExchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    /** Reads so many bytes, answering questions when nothing else is left to do; false if the response ended before. */
    boolean read(long count) {
        for (long i = 0; i < count; i++) {
            answerQuestions();
            if (!readOne()) {
                return false;
            }
        }
        return true;
    }

    /** Reads what is there, but no more than so many bytes; false if the response is known to have ended. */
    boolean readAvailable(int most) {
        try {
            for (int i = 0; i < most && exchange().stream().available() > 0; i++) {
                if (!readOne()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads until there are so many messages; false if the response ended before. */
    boolean readMessages(int count) {
        answerQuestions();
        while (messages.size() < count) {
            if (!readOne()) {
                return false;
            }
            answerQuestions();
        }
        return true;
    }

    void readToEnd() {
        answerQuestions();
        while (readOne()) {
            answerQuestions();
        }
    }

    private boolean readOne() {
        try {
            InputStream in = exchange().stream();
            int b = in.read();
            if (b < 0) {
                return false;
            }
            bytes++;
            feed.received(new byte[] {(byte) b}, 0, 1).forEach(this::got);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void got(JsonSlice message) {
        messages.add(message.toString());
        Json json = Json.parse(message);
        if (json.has("/method") && json.has("/id")) {
            questions.add(json.at("/id").toString());
        }
    }

    void answerQuestions() {
        for (String id = questions.poll(); id != null; id = questions.poll()) {
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"roots\":[]}}";
            try (CallerExchange posted = caller.post(headers("Mcp-Session-Id", session), answer)) {
                assertThat(posted.status()).isEqualTo(202);
            }
        }
    }

    /** Loses the connection. */
    void cut() {
        exchange().close();
        cuts++;
    }

    /** What to do next, after the connection was lost or ended. */
    EventFeed.Next next() {
        return feed.ended();
    }

    /** Goes on, on a new connection, whether or not the old one is closed. */
    DropClient resume() {
        EventFeed.Next next = next();
        assertThat(next).isInstanceOf(EventFeed.Next.Resume.class);
        String last = ((EventFeed.Next.Resume) next).lastEventId();
        CallerExchange again = get("Last-Event-ID", last);
        assertThat(again.status()).as("resumed after %s", last).isEqualTo(200);
        return opened(again);
    }

    boolean canResume() {
        return next() instanceof EventFeed.Next.Resume;
    }

    @Override
    public void close() {
        exchange().close();
    }
}
