package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsIndexTest {

    @Test
    void members_areFoundAsParts() {
        JsonSlice json =
                JsonSlice.of(" {\"uri\":\"u\",\"n\\u0061me\":\"n\",\"requestId\":3,\"_meta\":{}, \"x\":{\"uri\":1}} ");

        Params params = ParamsIndex.index(json);

        assertThat(params.indexed()).isTrue();
        assertThat(params.name()).hasToString("\"n\"");
        assertThat(params.uri()).hasToString("\"u\"");
        assertThat(params.meta()).hasToString("{}");
        assertThat(params.requestId()).hasToString("3");
        assertThat(params.progressToken()).isNull();
        assertThat(json.indexOf(params.uri())).isEqualTo(8);
        assertThat(json.indexOf(params.json())).isEqualTo(1);
    }

    @Test
    void membersOfFewRequests_areFoundWhereTheyAre() {
        assertThat(index("{\"name\":\"n\"}").rare()).isNull();

        Params params = index("{\"task\":{},\"x\":1,\"requestState\":\"s\",\"inputResponses\":{\"a\":{}}}");

        assertThat(params.task()).hasToString("{}");
        assertThat(params.requestState()).hasToString("\"s\"");
        assertThat(params.rare().inputResponses()).hasToString("{\"a\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_meta\":{},\"name\":\"n\"}",
                "{\"name\":\"n\",\"_meta\":{\"a\":1,\"progressToken\":7},\"uri\":\"u\",\"task\":{}}",
                " { \"requestState\":\"s\", \"_meta\" : {\"progressToken\":\"t\"} ,\"inputResponses\":{},\"requestId\":1} "
            })
    void otherMeta_leavesEverythingElseWhereItWas(String json) {
        for (String meta :
                new String[] {"{}", "{\"progressToken\":12345}", "{\"a\":[1,2,3],\"b\":\"text text text\"}"}) {
            Params before = index(json);
            if (before.progressToken() == null && meta.contains("progressToken")) {
                continue;
            }
            Params after = ParamsIndex.withMeta(before, JsonSlice.of(meta));

            assertThat(after.meta()).hasToString(meta);
            assertThat(after.name()).isEqualTo(before.name());
            assertThat(after.uri()).isEqualTo(before.uri());
            assertThat(after.requestId()).isEqualTo(before.requestId());
            assertThat(after.rare()).isEqualTo(before.rare());
            assertThat(after).isEqualTo(ParamsIndex.index(after.json()));
        }
    }

    @Test
    void tokenInMeta_isTheOneOfTheRequest() {
        assertThat(index("{\"progressToken\":1,\"_meta\":{\"progressToken\":2}}")
                        .progressToken())
                .hasToString("2");
    }

    @Test
    void tokenBesideMeta_isNoneOfARequest() {
        assertThat(index("{\"progressToken\":1}").progressToken()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "",
                "{",
                "{} {}",
                "{\"name\":1,\"name\":1}",
                "{\"task\":{},\"task\":{}}",
                "{\"_meta\":[]}"
            })
    void paramsThatCannotBeIndexed_areRefused(String json) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> index(json));
    }

    private static Params index(String json) {
        return ParamsIndex.index(JsonSlice.of(json));
    }
}
