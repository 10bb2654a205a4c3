package dev.trestle.mcp.era.client;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.Map;
import java.util.Optional;

/** Reads how clients introduce themselves in {@code initialize} (2025-11-25, `lifecycle`). */
final class Introduction {

    /** What ends an introduction. */
    static final Notification DONE = new Notification("notifications/initialized", null);

    private static final JsonEditor EDITOR = new SliceEditor();

    private final JsonDecoder decoder;
    private final KnownClients known = new KnownClients();

    Introduction(JsonDecoder decoder) {
        this.decoder = decoder;
    }

    /** How the gateway introduces itself for a client that does not. */
    static ClientDescription ours(McpSession session, String version) {
        JsonWriter info = JsonWriter.object().put("name", "trestle").put("version", "1");
        JsonWriter params = JsonWriter.object()
                .put("protocolVersion", version)
                .put("capabilities", JsonSlice.EMPTY_OBJECT)
                .put("clientInfo", info.toSlice());
        return new ClientDescription(
                session.key(), session.principal(), version, JsonSlice.EMPTY_OBJECT, info.toSlice(), params.toSlice());
    }

    /** Empty if the params are not those of an initialize. A version that nobody knows becomes the latest that we do. */
    Optional<ClientDescription> read(McpSession session, Request request) {
        Params params = request.params();
        if (params == null) {
            return Optional.empty();
        }
        try {
            JsonSlice given = params.json();
            Object version =
                    decoder.decode(EDITOR.member(given, "protocolVersion").orElse(JsonSlice.NULL));
            JsonSlice capabilities = EDITOR.member(given, "capabilities").orElse(JsonSlice.NULL);
            if (!(version instanceof String asked) || !(decoder.decode(capabilities) instanceof Map)) {
                return Optional.empty();
            }
            String agreed = LegacyRules.negotiate(asked).version();
            KnownClients.Said said = known.keep(new KnownClients.Said(
                    agreed,
                    capabilities,
                    EDITOR.member(given, "clientInfo").orElse(null),
                    agreed.equals(asked) ? given : EDITOR.with(given, "protocolVersion", JsonWriter.write(agreed))));
            return Optional.of(new ClientDescription(
                    session.key(),
                    session.principal(),
                    said.version(),
                    said.capabilities(),
                    said.clientInfo(),
                    said.params()));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
