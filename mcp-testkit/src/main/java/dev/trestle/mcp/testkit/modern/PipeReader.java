package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client of a {@link ModernServer} over a link: one space of ids, one of progress tokens. */
final class PipeReader implements MessageLink.Receiver {

    private final ModernServer server;
    private final MessageLink link;
    private final Outlet outlet;

    PipeReader(ModernServer server, MessageLink link, Runnable death) {
        this.server = server;
        this.link = link;
        this.outlet = new LinkOutlet(link, death);
    }

    @Override
    public void received(JsonSlice line) {
        Json message;
        try {
            message = Json.parse(line);
        } catch (JsonException e) {
            refuse(Json.parse("[]").at("/0"), JsonRpcError.PARSE_ERROR, "not JSON");
            return;
        }
        server.heard(message);
        String wrong = Shape.wrong(message);
        if (wrong != null) {
            refuse(Shape.id(message), JsonRpcError.INVALID_REQUEST, wrong);
        } else if (message.has("/id")) {
            checkUnique(message);
            server.serve(message, null, outlet);
        } else {
            notified(message);
        }
    }

    @Override
    public void closed(McpReply.Failure why) {
        own().forEach(call -> call.cancel("the client is gone"));
        link.close(Duration.ZERO);
    }

    private List<ModernCall> own() {
        return server.calls().stream().filter(call -> call.outlet() == outlet).toList();
    }

    private void refuse(Json id, int code, String why) {
        server.violation("on the pipe: " + code + " " + why);
        link.send(Messages.error(id, JsonRpcError.of(code, why)));
    }

    private void checkUnique(Json message) {
        Json token = message.at("/params/_meta/progressToken");
        for (ModernCall call : own()) {
            if (call.id().equals(message.at("/id"))) {
                server.violation("id " + call.id() + " is used by two requests at once");
            }
            if (token.isPresent() && token.equals(call.params().at("/_meta/progressToken"))) {
                server.violation("progressToken " + token + " is used by two requests at once");
            }
        }
    }

    private void notified(Json message) {
        String method = message.at("/method").text();
        if (!method.equals("notifications/cancelled")) {
            server.violation("no notification of a client: " + method);
            return;
        }
        Json id = message.at("/params/requestId");
        @Nullable Object reason = message.at("/params/reason").value();
        own().stream()
                .filter(call -> call.id().equals(id))
                .findFirst()
                .ifPresent(call -> call.cancel(String.valueOf(reason)));
    }
}
