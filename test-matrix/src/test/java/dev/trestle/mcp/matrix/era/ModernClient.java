package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of 2026-07-28. */
final class ModernClient implements EraClient {

    private static final String TOKEN = "\"t\"";

    private final ModernHttpClient raw;
    private final Answers user = new Answers(ClientKind.MODERN);

    ModernClient(URI endpoint) {
        raw = ModernHttpClient.of(endpoint, ClientKind.MODERN.capabilities());
    }

    @Override
    public ClientKind kind() {
        return ClientKind.MODERN;
    }

    @Override
    public RawReply request(String method, @Nullable String params) {
        return finished(method, raw.request(method, params));
    }

    @Override
    public RawReply call(String tool, String arguments) {
        return finished("tools/call", tool(tool, arguments));
    }

    @Override
    public RawReply callLoudly(String tool, String arguments) {
        return finished("tools/call", tool(tool, arguments).meta("logLevel", "\"info\""));
    }

    private RawReply finished(String method, ModernRequest request) {
        RawReply reply = request.send((key, asks, params) ->
                ((InputAnswer.Result) user.answer(asks, params)).json().toString());
        assertThat(reply.header("Mcp-Session-Id")).isEmpty();
        return Schemas.checked(ClientKind.MODERN, method, reply);
    }

    private ModernRequest tool(String tool, String arguments) {
        return raw.tool(tool, arguments).meta("progressToken", TOKEN);
    }

    @Override
    public RawStream start(String tool, String arguments) {
        return tool(tool, arguments).open();
    }

    @Override
    public void cancel(RawStream call) {
        call.close();
    }

    @Override
    public Ear listen(@Nullable String uri) {
        RawStream stream = raw.listen("{\"toolsListChanged\":true"
                + (uri == null ? "" : ",\"resourceSubscriptions\":[\"" + uri + "\"]") + "}");
        Json ack = stream.await("notifications/subscriptions/acknowledged");
        assertThat(ack.at("/params/notifications/toolsListChanged").value()).isEqualTo(true);
        if (uri != null) {
            assertThat(ack.at("/params/notifications/resourceSubscriptions/0").text())
                    .isEqualTo(uri);
        }
        return new Stream(stream);
    }

    private final class Stream implements Ear {
        private RawStream stream;

        Stream(RawStream stream) {
            this.stream = stream;
        }

        @Override
        public List<Json> heard(String method) {
            return stream.messages().stream()
                    .filter(message -> method.equals(message.at("/method").value()))
                    .toList();
        }

        @Override
        public Json await(String method) {
            return stream.await(method);
        }

        /** A subscription cannot be changed, only be left for another. */
        @Override
        public void unsubscribe() {
            RawStream next = ((Stream) listen(null)).stream;
            close();
            stream = next;
        }

        @Override
        public void close() {
            Schemas.checkAll(ClientKind.MODERN, stream.messages());
            stream.close();
        }
    }

    @Override
    public RawReply retry(String tool, String arguments, Json asked) {
        return tool(tool, arguments)
                .retry(
                        "{\""
                                + asked.at("/inputRequests")
                                        .members()
                                        .keySet()
                                        .iterator()
                                        .next() + "\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}",
                        asked.at("/requestState").slice().toString())
                .send();
    }

    @Override
    public void close() {
        // Nothing is kept for it.
    }
}
