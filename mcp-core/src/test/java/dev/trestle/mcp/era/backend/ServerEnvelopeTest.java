package dev.trestle.mcp.era.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerEnvelopeTest {

    private static final String VERSION = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
    private static final String CAPABILITIES = "\"io.modelcontextprotocol/clientCapabilities\":{}";
    private static final CallMetadata CLIENT = new CallMetadata("2026-07-28", null, JsonSlice.EMPTY_OBJECT, null);

    @Test
    void clientSaysTheSame_paramsStayAsTheyAre() {
        Params params = indexed("{\"name\":\"a\",\"_meta\":{\"vendor\":1," + CAPABILITIES + "," + VERSION + "}}");
        for (int time = 0; time < 3; time++) {
            assertThat(ServerEnvelope.around(params, CLIENT)).isSameAs(params);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {<V>,<C>,"io.modelcontextprotocol/other":1}                         | {<V>,<C>}
                    {<V>,<C>,"io.modelcontextprotocol/clientInfo":{}}                   | {<V>,<C>}
                    {"io.modelcontextprotocol/protocolVersion":"2025-11-25",<C>}      | {<V>,<C>}
                    {<C>,<C>,<V>}                                                         | {<C>,<C>,<V>}
                    {"io.modelcontextprotocol/protocolVersion":1,<V>,<C>}               | {<V>,<V>,<C>}
                    {"progressToken":7,"vendor":{ }}                                | {"progressToken":7,"vendor":{ },<V>,<C>}
                    {}                                                              | {<V>,<C>}
                    """)
    void clientSaysSomethingElse_isReplaced_indexedOrNot(String meta, String becomes) {
        String head = "{\"name\":\"a\",\"_meta\":";
        JsonSlice given = JsonSlice.of(head + spelled(meta) + ",\"arguments\":{}}");
        String expected = head + spelled(becomes) + ",\"arguments\":{}}";

        assertThat(ServerEnvelope.around(Params.of(given), CLIENT).json()).hasToString(expected);
        for (int time = 0; time < 3; time++) {
            Params sent = ServerEnvelope.around(ParamsIndex.index(given), CLIENT);
            assertThat(sent.json()).hasToString(expected);
            assertThat(sent).isEqualTo(ParamsIndex.index(sent.json()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                  | {"_meta":{<V>,<C>}}
                    {"_meta":null}      | {"_meta":{<V>,<C>}}
                    {"name":"a"}        | {"name":"a","_meta":{<V>,<C>}}
                    """)
    void clientSaysNothing_isAdded(String params, String becomes) {
        assertThat(ServerEnvelope.around(indexed(params), CLIENT).json()).hasToString(spelled(becomes));
        assertThat(ServerEnvelope.around(Params.of(JsonSlice.of(params)), CLIENT)
                        .json())
                .hasToString(spelled(becomes));
    }

    @Test
    void levelOfLog_isPartOfIt() {
        CallMetadata debug = new CallMetadata("2026-07-28", null, JsonSlice.EMPTY_OBJECT, null, "debug");
        String level = ",\"io.modelcontextprotocol/logLevel\":\"debug\"";
        Params without = indexed("{\"_meta\":{" + VERSION + "," + CAPABILITIES + "}}");
        Params with = indexed("{\"_meta\":{" + VERSION + "," + CAPABILITIES + level + "}}");

        assertThat(ServerEnvelope.around(with, debug)).isSameAs(with);
        assertThat(ServerEnvelope.around(with, CLIENT)).isEqualTo(without);
        assertThat(ServerEnvelope.around(without, debug)).isEqualTo(with);
    }

    @Test
    void anotherClientSaysItForThis_isReplaced() {
        CallMetadata named =
                new CallMetadata("2026-07-28", JsonSlice.of("{\"name\":\"b\"}"), JsonSlice.EMPTY_OBJECT, null);
        Params params = indexed("{\"_meta\":{" + VERSION + "," + CAPABILITIES + "}}");
        for (int time = 0; time < 3; time++) {
            assertThat(ServerEnvelope.around(params, CLIENT)).isSameAs(params);
            assertThat(ServerEnvelope.around(params, named).json())
                    .hasToString("{\"_meta\":{" + VERSION + "," + CAPABILITIES
                            + ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"b\"}}}");
        }
    }

    private static Params indexed(String params) {
        return ParamsIndex.index(JsonSlice.of(params));
    }

    private static String spelled(String meta) {
        return meta.replace("<V>", VERSION).replace("<C>", CAPABILITIES);
    }
}
