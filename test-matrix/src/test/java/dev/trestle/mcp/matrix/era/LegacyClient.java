package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client with a session. */
final class LegacyClient implements EraClient {

    private final ClientKind kind;
    private final RawMcpClient raw;

    private LegacyClient(ClientKind kind, RawMcpClient raw) {
        this.kind = kind;
        this.raw = raw;
    }

    /** One that is initialized; with answers, or one whose user is out. */
    static LegacyClient of(ClientKind kind, URI endpoint, boolean answers) {
        RawMcpClient raw = RawMcpClient.of(endpoint);
        RawReply introduced = raw.initialize(kind.version, kind.capabilities());
        assertThat(introduced.result().at("/protocolVersion").text()).isEqualTo(kind.version);
        Schemas.check(kind, "InitializeResult", introduced.result());
        if (answers) {
            Answers user = new Answers(kind);
            raw.answering(question -> user.answer(question.at("/method").text(), question.at("/params")));
        }
        return new LegacyClient(kind, raw);
    }

    @Override
    public ClientKind kind() {
        return kind;
    }

    @Override
    public RawReply request(String method, @Nullable String params) {
        return Schemas.checked(kind, method, raw.request(method, params));
    }

    @Override
    public RawReply call(String tool, String arguments) {
        return Schemas.checked(kind, "tools/call", start(tool, arguments).reply());
    }

    @Override
    public RawReply callLoudly(String tool, String arguments) {
        assertThat(raw.request("logging/setLevel", "{\"level\":\"info\"}")
                        .result()
                        .toString())
                .isEqualTo("{}");
        return call(tool, arguments);
    }

    @Override
    public RawStream start(String tool, String arguments) {
        return raw.start(
                "tools/call",
                "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + ",\"_meta\":{\"progressToken\":\"t\"}}");
    }

    @Override
    public void cancel(RawStream call) {
        raw.notify("notifications/cancelled", "{\"requestId\":" + raw.lastId() + ",\"reason\":\"no more\"}");
        assertThat(call.reply().messages()).noneMatch(message -> message.has("/result") || message.has("/error"));
    }

    /** Goes away during a call, comes back, and has missed nothing. */
    RawReply resume(RawStream call) {
        call.await("notifications/progress");
        String last = call.events().get(call.events().size() - 1).id();
        call.close();
        return raw.resume(String.valueOf(last)).reply();
    }

    @Override
    public Ear listen(@Nullable String uri) {
        RawStream stream = raw.openStream();
        assertThat(stream.status()).isEqualTo(200);
        if (uri != null) {
            assertThat(raw.request("resources/subscribe", "{\"uri\":\"" + uri + "\"}")
                            .result()
                            .toString())
                    .isEqualTo("{}");
        }
        return new Stream(stream, uri);
    }

    private final class Stream implements Ear {
        private final RawStream stream;
        private final @Nullable String uri;

        Stream(RawStream stream, @Nullable String uri) {
            this.stream = stream;
            this.uri = uri;
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

        @Override
        public void unsubscribe() {
            assertThat(raw.request("resources/unsubscribe", "{\"uri\":\"" + uri + "\"}")
                            .result()
                            .toString())
                    .isEqualTo("{}");
        }

        @Override
        public void close() {
            Schemas.checkAll(kind, stream.messages());
            stream.close();
        }
    }

    @Override
    public RawReply retry(String tool, String arguments, Json asked) {
        throw new UnsupportedOperationException("a client with a session does not come back");
    }

    @Override
    public void close() {
        raw.delete();
    }
}
