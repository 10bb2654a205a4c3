package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.header.Mirror;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.link.RequestCorrelator;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.ServerDescription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A server of 2026-07-28 behind a link. It keeps nothing between calls, so that one serves all clients: each request carries
 * what its client can do, and whatever a transport mirrors in headers is derived here, from what is really sent.
 */
final class ModernBackend implements BackendSession {

    private final MessageLink link;
    private final RequestCorrelator correlator;
    private final ModernInbound inbound;
    private final BackendContext context;
    private final DeclaredHeaders declared = new DeclaredHeaders(this);
    private final ListedTools listed;
    private volatile ServerDescription server = new ServerDescription(Modern.VERSION, JsonSlice.EMPTY_OBJECT);

    ModernBackend(MessageLink link, BackendContext context, int maxPending) {
        this.link = link;
        this.context = context;
        this.listed = new ListedTools(context.name());
        this.inbound = new ModernInbound();
        this.correlator = new RequestCorrelator(link, context, maxPending, inbound);
        inbound.answerBy(correlator);
    }

    /** Begins to listen. */
    void open() {
        correlator.open();
    }

    /** Sets how the server introduced itself. */
    void introducedBy(JsonSlice discovered) {
        server = new ServerDescription(Modern.VERSION, discovered);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        boolean mirrors = link.namesRequests() && call.method().equals("tools/call");
        if (!mirrors) {
            return send(call, observer, Map.of());
        }
        return declared.headers(call, false)
                .thenCompose(headers -> send(call, observer, headers))
                .thenCompose(reply -> again(call, observer, reply));
    }

    /** A call that was refused for its headers was not executed: the tool has changed, and is read anew, once. */
    private CompletionStage<McpReply> again(McpCall call, CallObserver observer, McpReply reply) {
        boolean mismatch = reply instanceof McpReply.Failure failure
                && failure.reason() == null
                && failure.error().code() == Modern.HEADER_MISMATCH;
        return mismatch
                ? declared.headers(call, true).thenCompose(headers -> send(call, observer, headers))
                : CompletableFuture.completedFuture(reply);
    }

    private CompletionStage<McpReply> send(McpCall call, CallObserver observer, Map<String, String> params) {
        Params sent = ServerEnvelope.around(call.params(), call.metadata());
        Map<String, String> mirrored = Mirror.headers(call.method(), sent);
        mirrored.putAll(params);
        McpCall complete = sent.equals(call.params()) ? call : call.withParams(sent);
        return correlator.call(complete, observer, mirrored).thenApply(reply -> judged(call, reply));
    }

    /** The kind of a reply is in its {@code resultType}; one that we did not ask for must reach nobody as a success. */
    private McpReply judged(McpCall call, McpReply reply) {
        if (!(reply instanceof McpReply.Result result)) {
            return reply;
        }
        try {
            String type = Typed.resultType(result.json());
            if (type.equals(Typed.COMPLETE) || (type.equals(Typed.TASK) && knowsTasks(call))) {
                return new McpReply.Result(listed(call, result.json()), true);
            }
            if (type.equals(Typed.TASK) && call.method().equals("tasks/get")) {
                // So it stands in the specification's own examples, and elsewhere in it the other.
                return new McpReply.Result(
                        new SliceEditor().with(result.json(), "resultType", JsonWriter.write(Typed.COMPLETE)), true);
            }
            if (type.equals(Typed.INPUT_REQUIRED) && Modern.mayAsk(call.method())) {
                return new McpReply.InputRequired(result.json());
            }
        } catch (JsonException e) {
            return invalid("a result that cannot be read");
        }
        return invalid("a result of a kind that " + call.method() + " has not");
    }

    private JsonSlice listed(McpCall call, JsonSlice result) {
        return call.method().equals("tools/list") ? listed.page(result, link.namesRequests()) : result;
    }

    /** A client that knows tasks may be given one instead of a result; nobody else would know what it is. */
    private static boolean knowsTasks(McpCall call) {
        SliceEditor editor = new SliceEditor();
        return call.method().equals("tools/call")
                && editor.member(call.metadata().capabilities(), "extensions")
                        .flatMap(extensions -> editor.member(extensions, Modern.TASKS))
                        .isPresent();
    }

    private McpReply invalid(String what) {
        return TrestleError.INVALID_RESPONSE.failure("Backend '" + context.name() + "' gave " + what);
    }

    @Override
    public ServerDescription server() {
        return server;
    }

    boolean isOver() {
        return inbound.ended().isDone();
    }

    /** There is nothing that a client could say outside calls. */
    @Override
    public void notified(Notification notification) {}

    @Override
    public boolean namesCalls() {
        return true;
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return inbound.ended().copy();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        correlator.fail(TrestleError.SESSION_ENDED.failure("Backend '" + context.name() + "' was closed"));
        return link.close(grace);
    }
}
