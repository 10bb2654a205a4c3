package dev.trestle.mcp.health;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A client that wants nothing but to see whether a server can be opened. */
final class ProbePeer implements SessionPeer {

    private static final AtomicLong LAST_KEY = new AtomicLong();
    private static final String VERSION = LegacyRules.LATEST.version();
    private static final JsonSlice INFO = JsonWriter.object()
            .put("name", "trestle-health")
            .put("version", "1")
            .toSlice();

    private final ClientDescription client = new ClientDescription(
            new SessionKey("health-" + LAST_KEY.incrementAndGet()),
            Principal.ANONYMOUS,
            VERSION,
            JsonSlice.EMPTY_OBJECT,
            INFO,
            JsonWriter.object()
                    .put("protocolVersion", VERSION)
                    .put("capabilities", JsonSlice.EMPTY_OBJECT)
                    .put("clientInfo", INFO)
                    .toSlice());

    @Override
    public ClientDescription client() {
        return client;
    }

    @Override
    public void notified(Notification notification) {}

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return CompletableFuture.completedFuture(
                new InputAnswer.Failure(TrestleError.CLIENT_UNREACHABLE.error("Nobody is there to be asked")));
    }
}
