package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCapabilitiesTest {

    private static LegacyRules rules(String version) {
        return LegacyRules.of(version).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2024-11-05 | {"elicitation":{},"sampling":{},"roots":{"listChanged":true}} | {"sampling":{},"roots":{}}
                    2025-03-26 | {"elicitation":{},"experimental":{"a":{}}}         | {"experimental":{"a":{}}}
                    2025-06-18 | {"elicitation":{}}                                 | {"elicitation":{"form":{}}}
                    2025-06-18 | {"elicitation":{"form":{},"url":{}}}               | {"elicitation":{"form":{}}}
                    2025-06-18 | {"sampling":{"tools":{},"context":{}}}             | {"sampling":{}}
                    2025-11-25 | {"elicitation":{}}                                 | {"elicitation":{"form":{}}}
                    2025-11-25 | {"elicitation":{"form":{},"url":{}}}               | {"elicitation":{"form":{},"url":{}}}
                    2025-11-25 | {"elicitation":{"url":{}}}                         | {"elicitation":{"url":{}}}
                    2025-11-25 | {"sampling":{"tools":{},"context":{}}}             | {"sampling":{"tools":{},"context":{}}}
                    2025-11-25 | {"tasks":{"list":{}},"x":1.0}                      | {"x":1.0}
                    2025-11-25 | {"extensions":{"io.modelcontextprotocol/tasks":{},"io.modelcontextprotocol/ui":{}}} | {"extensions":{"io.modelcontextprotocol/ui":{}}}
                    2025-11-25 | {"extensions":{"io.modelcontextprotocol/tasks":{}}} | {}
                    """)
    void session_becomesAnEnvelope(String version, String declared, String envelope) {
        JsonSlice capabilities = ClientCapabilities.toEnvelope(JsonSlice.of(declared), rules(version), true);

        assertThat(capabilities).hasToString(envelope);
        Published.check("2026-07-28", "ClientCapabilities", capabilities);
    }

    @Test
    void clientThatCannotBeReached_declaresNoQuestions() {
        assertThat(ClientCapabilities.toEnvelope(
                        JsonSlice.of("{\"elicitation\":{},\"sampling\":{},\"roots\":{},\"experimental\":{}}"),
                        LegacyRules.LATEST,
                        false))
                .hasToString("{\"experimental\":{}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2024-11-05 | {"elicitation":{"form":{}},"sampling":{"tools":{}},"roots":{}} | {"sampling":{},"roots":{}}
                    2025-06-18 | {"elicitation":{"form":{},"url":{}}}    | {"elicitation":{}}
                    2025-06-18 | {"elicitation":{}}                      | {"elicitation":{}}
                    2025-06-18 | {"elicitation":{"url":{}}}              | {}
                    2025-11-25 | {"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}}} | {"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}}}
                    2025-11-25 | {"extensions":{"io.modelcontextprotocol/tasks":{}},"roots":{}} | {"roots":{}}
                    """)
    void capabilities_areCutForALegacyServer(String version, String declared, String cut) {
        JsonSlice capabilities = ClientCapabilities.toLegacy(JsonSlice.of(declared), rules(version));

        assertThat(capabilities).hasToString(cut);
        Published.check(version, "ClientCapabilities", capabilities);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                       |
                    []                                       |
                    {"elicitation":{}}                       | FORM
                    {"elicitation":{"form":{}}}              | FORM
                    {"elicitation":{"url":{}}}               | LINK
                    {"elicitation":{"form":{},"url":{}}}     | FORM LINK
                    {"sampling":{}}                          | SAMPLING
                    {"sampling":{"tools":{}}}                | SAMPLING SAMPLING_TOOLS
                    {"roots":{"listChanged":true}}           | ROOTS
                    {"roots":null,"sampling":true}           |
                    """)
    void capabilities_admitQuestions(String declared, @Nullable String kinds) {
        Set<AskKind> expected = kinds == null
                ? Set.of()
                : Arrays.stream(kinds.split(" ")).map(AskKind::valueOf).collect(Collectors.toSet());

        assertThat(ClientCapabilities.asks(JsonSlice.of(declared))).isEqualTo(expected);
    }

    @Test
    void required_isACapabilitiesObjectThatAdmitsWhatItIsFor() {
        assertThat(ClientCapabilities.required(EnumSet.of(AskKind.FORM)))
                .hasToString("{\"elicitation\":{\"form\":{}}}");
        assertThat(ClientCapabilities.required(EnumSet.of(AskKind.FORM, AskKind.LINK, AskKind.ROOTS)))
                .hasToString("{\"elicitation\":{\"form\":{},\"url\":{}},\"roots\":{}}");
        for (AskKind kind : AskKind.values()) {
            JsonSlice required = ClientCapabilities.required(Set.of(kind));
            assertThat(ClientCapabilities.asks(required)).contains(kind);
            assertThat(ClientCapabilities.cover(required, required)).isTrue();
            Published.check("2026-07-28", "ClientCapabilities", required);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    elicitation/create     | {"message":"m"}             | FORM
                    elicitation/create     | {"mode":"form"}             | FORM
                    elicitation/create     | {"mode":"url"}              | LINK
                    sampling/createMessage | {"messages":[]}             | SAMPLING
                    sampling/createMessage | {"tools":[]}                | SAMPLING_TOOLS
                    sampling/createMessage | {"toolChoice":{}}           | SAMPLING_TOOLS
                    roots/list             |                             | ROOTS
                    ping                   | {}                          |
                    """)
    void question_isOfAKind(String method, @Nullable String params, @Nullable AskKind kind) {
        assertThat(AskKind.of(method, params == null ? null : JsonSlice.of(params)).stream()
                        .toList())
                .isEqualTo(kind == null ? List.of() : List.of(kind));
    }
}
