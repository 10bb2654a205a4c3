package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;

/** Calls of a legacy client, each another one; as an edge makes them of messages that were read. Not thread-safe. */
final class Calls {

    private final JsonDecoder decoder = new StrictJsonDecoder();
    private final CallMetadata client = new CallMetadata("2025-11-25", null, JsonSlice.EMPTY_OBJECT, null);
    private final Params[] params = new Params[Payloads.VARIANTS];
    private int turn;

    /** Calls with arguments of about so many bytes. */
    Calls(int size) {
        for (int i = 0; i < params.length; i++) {
            params[i] = ParamsIndex.index(Payloads.slice(Payloads.params(i, Payloads.arguments("text", size, i))));
        }
    }

    McpCall next() {
        return McpCall.builder()
                .view(FixedServer.NAME)
                .method("tools/call")
                .params(params[turn++ & (Payloads.VARIANTS - 1)])
                .metadata(client)
                .session(Nobody.KEY)
                .decoder(decoder)
                .build();
    }
}
