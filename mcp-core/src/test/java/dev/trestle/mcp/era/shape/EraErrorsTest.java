package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EraErrorsTest {

    private static final JsonSlice NONE = JsonSlice.EMPTY_OBJECT;
    private static final JsonSlice LINKS = JsonSlice.of("{\"elicitation\":{\"url\":{}}}");
    private static final String LINK_DATA =
            "{\"elicitations\":[{\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"https://x.test/\",\"message\":\"Sign in\"}]}";

    private static JsonRpcError error(int code, @Nullable String data) {
        return JsonRpcError.of(code, "m", data == null ? null : JsonSlice.of(data));
    }

    private static String toLegacy(String method, JsonRpcError error, JsonSlice capabilities) {
        McpReply reply = EraErrors.toLegacy(method, error, LegacyRules.LATEST, capabilities);
        return reply.fold(McpReply.Result::json, McpReply.InputRequired::json, failure -> {
                    assertThat(failure.error().json().toString())
                            .contains("\"code\":" + failure.error().code());
                    return failure.error().json();
                })
                .toString();
    }

    private static String toModern(JsonRpcError error, JsonSlice capabilities) {
        JsonRpcError mapped = EraErrors.toModern(JsonSlice.of("{\"uri\":\"file:///a\"}"), error, capabilities);
        assertThat(mapped.json().toString()).contains("\"code\":" + mapped.code());
        return mapped.json().toString();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {-32700, -32600, -32601, -32602, -32603, -1, 1, 4711, -32002, -32023, -32050, -32099, -32003, -32100
            })
    void codeThatMeansTheSame_staysForLegacyClients(int code) {
        assertThat(toLegacy("tools/call", error(code, "[1.0]"), NONE))
                .isEqualTo("{\"code\":" + code + ",\"message\":\"m\",\"data\":[1.0]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-32700, -32600, -32601, -32602, -32603, -1, 1, 4711, -32003, -32019, -32100})
    void codeThatMeansTheSame_staysForModernClients(int code) {
        assertThat(toModern(error(code, "[1.0]"), NONE))
                .isEqualTo("{\"code\":" + code + ",\"message\":\"m\",\"data\":[1.0]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-32000, -32001, -32020, -32022})
    void codeOfTheHopBehindUs_isAnInternalErrorToBoth(int code) {
        String internal =
                "{\"code\":-32603,\"message\":\"m\",\"data\":{\"original\":{\"code\":" + code + ",\"message\":\"m\"}}}";

        assertThat(toLegacy("tools/call", error(code, null), NONE)).isEqualTo(internal);
        assertThat(toModern(error(code, null), NONE)).isEqualTo(internal);
    }

    @Test
    void reservedCodesThatNobodyDefined_neverReachModernClients() {
        for (int code = -32099; code <= -32023; code++) {
            String mapped = toModern(error(code, "{\"a\":1.0}"), NONE);
            assertThat(mapped)
                    .isEqualTo(
                            code == EraErrors.LINK_REQUIRED
                                    ? EraErrors.missingCapability(Set.of(AskKind.LINK))
                                            .json()
                                            .toString()
                                    : "{\"code\":-32603,\"message\":\"m\",\"data\":{\"original\":{\"code\":" + code
                                            + ",\"message\":\"m\",\"data\":{\"a\":1.0}}}}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"code":-32002,"message":"m"}                              | {"code":-32602,"message":"m","data":{"uri":"file:///a"}}
                    {"code":-32002,"message":"m","data":{"x":1.0}}             | {"code":-32602,"message":"m","data":{"x":1.0,"uri":"file:///a"}}
                    {"code":-32002,"message":"m","data":{"uri":"x"}}           | {"code":-32602,"message":"m","data":{"uri":"x"}}
                    {"code":-32002,"message":"m","data":"why"}                 | {"code":-32602,"message":"m","data":{"uri":"file:///a","original":"why"}}
                    """)
    void golden27_missingResource_isInvalidParamsWithItsUri(String legacy, String modern) {
        assertThat(toModern(new JsonRpcError(-32002, "m", JsonSlice.of(legacy)), NONE))
                .isEqualTo(modern);
    }

    @Test
    void missingResourceWithoutParams_isInvalidParams() {
        assertThat(EraErrors.toModern(null, error(-32002, null), NONE).json())
                .hasToString("{\"code\":-32602,\"message\":\"m\"}");
    }

    @Test
    void invalidParamsOfAMissingResource_areResourceNotFoundToLegacyClients() {
        assertThat(toLegacy("resources/read", error(-32602, "{\"uri\":\"x\"}"), NONE))
                .isEqualTo("{\"code\":-32002,\"message\":\"m\",\"data\":{\"uri\":\"x\"}}");
        assertThat(toLegacy("resources/read", JsonRpcError.of(-32602, "Resource Not found"), NONE))
                .isEqualTo("{\"code\":-32002,\"message\":\"Resource Not found\"}");
        assertThat(toLegacy("resources/read", error(-32602, null), NONE)).startsWith("{\"code\":-32602,");
        assertThat(toLegacy("prompts/get", error(-32602, "{\"uri\":\"x\"}"), NONE))
                .startsWith("{\"code\":-32602,");
    }

    @Test
    void linkRequired_isRelayedToLegacyClientsThatShowLinks() {
        JsonRpcError error = error(-32042, LINK_DATA);

        assertThat(toLegacy("tools/call", error, LINKS)).isEqualTo(error.json().toString());
    }

    @Test
    void linkRequired_isAToolErrorWithTheLinksToOthers() {
        JsonRpcError error = error(-32042, LINK_DATA);
        String text = "{\"content\":[{\"type\":\"text\",\"text\":"
                + "\"Open the following, then try again:\\nSign in: https://x.test/\"}],\"isError\":true}";

        assertThat(toLegacy("tools/call", error, NONE)).isEqualTo(text);
        assertThat(EraErrors.toLegacy(
                                "tools/call",
                                error,
                                LegacyRules.of("2025-06-18").orElseThrow(),
                                LINKS)
                        .fold(McpReply.Result::json, McpReply.InputRequired::json, McpReply.Failure::error))
                .hasToString(text);
        assertThat(toLegacy("prompts/get", error, NONE))
                .startsWith("{\"code\":-32603,")
                .contains(LINK_DATA);
        for (String version : LegacyRules.versions()) {
            Published.check(version, "CallToolResult", JsonSlice.of(text));
        }
    }

    @Test
    void linkRequired_isAnInternalErrorToModernClientsThatHaveOpenedLinksInVain() {
        assertThat(toModern(error(-32042, null), JsonSlice.of("{\"elicitation\":{\"url\":{}}}")))
                .isEqualTo("{\"code\":-32603,\"message\":\"m\",\"data\":{\"original\":{\"code\":-32042,"
                        + "\"message\":\"m\"}}}");
    }

    @Test
    void linkRequired_isAMissingCapabilityToModernClientsThatOpenNone() {
        assertThat(toModern(error(-32042, LINK_DATA), NONE))
                .isEqualTo("{\"code\":-32021,\"message\":\"This request needs a client that declares elicitation.url\","
                        + "\"data\":{\"requiredCapabilities\":{\"elicitation\":{\"url\":{}}}}}");
    }

    @Test
    void links_areReadFromTheirError() {
        JsonRpcError error = error(
                -32042,
                "{\"elicitations\":[{\"url\":\"https://x.test/\",\"message\":\"m\",\"x\":1.0},{\"url\":\"u\"},7]}");

        assertThat(EraErrors.linksOf(error))
                .containsExactly(
                        JsonSlice.of("{\"url\":\"https://x.test/\",\"message\":\"m\",\"x\":1.0,\"mode\":\"url\"}"));
        assertThat(EraErrors.linksOf(error(-32042, null))).isEmpty();
        assertThat(EraErrors.linksOf(error(-32000, LINK_DATA))).isEmpty();
    }

    @Test
    void missingCapability_isAToolErrorThatNamesIt() {
        JsonRpcError error = EraErrors.missingCapability(EnumSet.of(AskKind.FORM, AskKind.ROOTS));
        String words = "The server needs a capability that this client did not declare: elicitation.form, roots";

        assertThat(toLegacy("tools/call", error, NONE))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"" + words + "\"}],\"isError\":true}");
        assertThat(toLegacy("prompts/get", error, NONE))
                .isEqualTo("{\"code\":-32603,\"message\":\"" + words
                        + "\",\"data\":{\"requiredCapabilities\":{\"elicitation\":{\"form\":{}},\"roots\":{}}}}");
        assertThat(toLegacy("tools/call", error(-32021, null), NONE)).contains("it does not say which");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                   | {"elicitation":{"form":{}}}             | true
                    {"elicitation":{}}                   | {"elicitation":{"form":{}}}             | false
                    {"elicitation":{"url":{}}}           | {"elicitation":{"form":{}}}             | true
                    {"elicitation":{},"sampling":{}}     | {"elicitation":{},"sampling":{}}        | false
                    {"sampling":{}}                      | {"sampling":{"tools":{}}}               | true
                    {"extensions":{"a/b":{"x":1}}}       | {"extensions":{"a/b":{}}}               | false
                    """)
    void missingCapability_isRelayedOnlyToAModernClientThatLacksIt(String declared, String required, boolean lacks) {
        JsonRpcError error = error(-32021, "{\"requiredCapabilities\":" + required + "}");

        assertThat(EraErrors.toModern(null, error, JsonSlice.of(declared)).code())
                .isEqualTo(lacks ? -32021 : -32603);
    }
}
