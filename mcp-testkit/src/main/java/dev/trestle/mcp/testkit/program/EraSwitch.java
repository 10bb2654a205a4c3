package dev.trestle.mcp.testkit.program;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives each message to the server of its era; what a legacy server is asked too early never reaches it. */
final class EraSwitch implements MessageLink.Receiver {

    private static final String CLAIM = "/params/_meta/io.modelcontextprotocol~1protocolVersion";

    private final EraOfServer era;
    private final MessageLink link;
    private final Runnable death;
    private final Branch legacy = new Branch();
    private final Branch modern = new Branch();
    private boolean initialized;

    EraSwitch(EraOfServer era, MessageLink link, Runnable death) {
        this.era = era;
        this.link = link;
        this.death = death;
    }

    MessageLink legacy() {
        return legacy;
    }

    MessageLink modern() {
        return modern;
    }

    @Override
    public void received(JsonSlice line) {
        Json message;
        try {
            message = Json.parse(line);
        } catch (JsonException e) {
            legacy.hear(line);
            return;
        }
        boolean initialize = "initialize".equals(message.at("/method").value());
        if (era == EraOfServer.DUAL) {
            (message.has(CLAIM) ? modern : legacy).hear(line);
            if (!message.has(CLAIM) && !message.has("/id")) {
                // A cancellation claims nothing; it is heard by whoever knows the request.
                modern.hear(line);
            }
        } else if (initialized || initialize || !message.has("/id")) {
            initialized |= initialize;
            legacy.hear(line);
        } else {
            tooEarly(message, line);
        }
    }

    private void tooEarly(Json message, JsonSlice line) {
        switch (era) {
            case LEGACY_THAT_EXITS -> death.run();
            case LEGACY_THAT_IS_SILENT -> {
                // That is its answer.
            }
            case LEGACY_WITH_INVALID_PARAMS ->
                refuse(message.at("/id"), JsonRpcError.INVALID_PARAMS, "Invalid request parameters");
            case LEGACY_WITH_SERVER_ERROR -> refuse(message.at("/id"), -32000, "Server not initialized");
            default -> legacy.hear(line);
        }
    }

    private void refuse(Json id, int code, String why) {
        link.send(JsonWriter.object()
                .put("jsonrpc", "2.0")
                .put("id", id.value())
                .put("error", JsonRpcError.of(code, why).json())
                .toSlice());
    }

    @Override
    public void closed(McpReply.Failure why) {
        legacy.over(why);
        modern.over(why);
    }

    /** The link as one of the servers sees it. */
    private final class Branch implements MessageLink {
        private @Nullable Receiver receiver;

        @Override
        public void open(Receiver listener) {
            receiver = listener;
        }

        @Override
        public CompletionStage<Void> send(JsonSlice message) {
            return link.send(message);
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            return link.close(grace);
        }

        void hear(JsonSlice message) {
            if (receiver != null) {
                receiver.received(message);
            }
        }

        void over(McpReply.Failure why) {
            if (receiver != null) {
                receiver.closed(why);
            }
        }
    }
}
