package dev.trestle.mcp.era.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.link.ScriptedLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModernBackendTest {

    private static final String VALID = "{\"name\":\"good\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}";
    private static final String INVALID = "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"My Region\"}}}}";
    private static final String STRIPPED = "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"region\":{\"type\":\"string\"}}}}";

    private final TestContext context = TestContext.create(new ManualScheduler());
    private final ScriptedLink link = new ScriptedLink();
    private final ModernBackend server = new ModernBackend(link, context.context(), 10);

    ModernBackendTest() {
        server.open();
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** W§7.5: a client on HTTP drops a tool with an invalid annotation from the list, and keeps the others. */
    @Test
    void toolOfAnHttpServerDeclaresAnInvalidHeader_isNotListed() {
        link.namesRequests(true);

        assertThat(listed(VALID + "," + INVALID)).isEqualTo(tools(VALID));
    }

    /** A server on a pipe has no headers and meant none; a client on HTTP must not lose the tool for it. */
    @Test
    void toolOfAServerOnAPipeDeclaresAnInvalidHeader_isListedWithoutIt() {
        assertThat(listed(VALID + "," + INVALID)).isEqualTo(tools(VALID + "," + STRIPPED));
    }

    /** `basic`: clients should say in every request who they are. */
    @Test
    void listReadForItsHeaders_saysWhoAsks() {
        link.namesRequests(true);
        CompletionStage<McpReply> unused = server.call(
                McpCall.builder()
                        .method("tools/call")
                        .params(Params.of(JsonSlice.of("{\"name\":\"good\"}")))
                        .metadata(new CallMetadata(Modern.VERSION, null, JsonSlice.EMPTY_OBJECT, null))
                        .decoder(new StrictJsonDecoder())
                        .build(),
                new Deaf());

        Await.until("the list is asked for", () -> !link.sent().isEmpty());
        assertThat(Json.parse(link.last())
                        .at("/params/_meta/io.modelcontextprotocol~1clientInfo/name")
                        .text())
                .isEqualTo("trestle");
    }

    private String listed(String tools) {
        return ((McpReply.Result) answer(tools(tools))).json().toString();
    }

    private McpReply answer(String result) {
        CompletionStage<McpReply> reply = server.call(
                McpCall.builder()
                        .method("tools/list")
                        .metadata(new CallMetadata(Modern.VERSION, null, JsonSlice.EMPTY_OBJECT, null))
                        .decoder(new StrictJsonDecoder())
                        .build(),
                new Deaf());
        Await.until("asked", () -> !link.sent().isEmpty());
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}", 1);
        return Await.value("answered", reply);
    }

    private static String tools(String tools) {
        return "{\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"tools\":[" + tools + "]}";
    }
}
