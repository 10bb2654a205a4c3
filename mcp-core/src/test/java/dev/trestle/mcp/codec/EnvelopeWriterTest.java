package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeWriterTest {

    private static final RequestId ID = RequestId.of(7);

    @Test
    void request_hasIdMethodAndParams() {
        assertThat(EnvelopeWriter.request(ID, "tools/call", params("{\"name\":\"t\"}"), null))
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
    }

    @Test
    void requestWithoutParams_hasNoMemberForThem() {
        assertThat(EnvelopeWriter.request(RequestId.of("é\""), "ping", null, null))
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":\"é\\\"\",\"method\":\"ping\"}");
    }

    @Test
    void methodThatNeedsEscapes_isEscaped() {
        assertThat(EnvelopeWriter.notification("a\"\\\né", null))
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"a\\\"\\\\\\né\"}");
    }

    @Test
    void notification_hasNoId() {
        assertThat(EnvelopeWriter.notification("n", params("{}")))
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{}}");
    }

    @Test
    void result_hasIdAndResult() {
        assertThat(EnvelopeWriter.result(ID, JsonSlice.of("{\"a\":1.0}")))
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1.0}}");
    }

    @Test
    void failure_hasIdAndError() {
        assertThat(EnvelopeWriter.failure(ID, JsonRpcError.of(-1, "no")))
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-1,\"message\":\"no\"}}");
    }

    @Test
    void failureWithoutId_hasNoMemberForIt() {
        assertThat(EnvelopeWriter.failure(null, JsonRpcError.of(-1, "no")))
                .hasToString("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-1,\"message\":\"no\"}}");
    }

    @Test
    void progressTokenOfAReadRequest_isReplacedAndAllElseStays() {
        Params params =
                read("{\"_meta\": {\"x\":1.50,\"progressToken\" : \"old\"},\"arguments\":{\"progressToken\":\"old\"}}");

        assertThat(EnvelopeWriter.request(ID, "m", params, JsonSlice.of("42")))
                .hasToString(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":"
                                + "{\"_meta\": {\"x\":1.50,\"progressToken\" : 42},\"arguments\":{\"progressToken\":\"old\"}}}");
    }

    @Test
    void progressTokenOfUnindexedParams_isLookedUp() {
        Params params = params("{\"progressToken\":1,\"_meta\":{\"progressToken\":2}}");

        assertThat(EnvelopeWriter.request(ID, "m", params, JsonSlice.of("3")).toString())
                .endsWith("\"params\":{\"progressToken\":1,\"_meta\":{\"progressToken\":3}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"_meta\":{}}", "{\"_meta\":null}", "{\"progressToken\":1}"})
    void progressTokenThatIsNotThere_cannotBeReplaced(String params) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EnvelopeWriter.request(ID, "m", params(params), JsonSlice.of("3")));
    }

    @Test
    void noParams_haveNoProgressTokenToReplace() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EnvelopeWriter.request(ID, "m", null, JsonSlice.of("3")));
    }

    @Test
    void unindexedParamsWithTwoTokens_areRefused() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> EnvelopeWriter.request(
                        ID, "m", params("{\"_meta\":{\"progressToken\":1,\"progressToken\":2}}"), JsonSlice.of("3")));
    }

    @Test
    void lineEndsBetweenTokens_becomeSpaces() {
        Params params = params("{\r\n  \"a\" : \"x\\ny\",\n\"b\":[\n\n]\r}");

        assertThat(EnvelopeWriter.notification("n", params).toString())
                .endsWith("\"params\":{    \"a\" : \"x\\ny\", \"b\":[  ] }}");
    }

    @Test
    void givenSlices_areLeftAsTheyWere() {
        JsonSlice json = JsonSlice.of("{\n}");

        EnvelopeWriter.result(ID, json);

        assertThat(json).hasToString("{\n}");
    }

    @Test
    void progressParams_getTheTokenOfTheReceiver() {
        Params changed = EnvelopeWriter.withProgressToken(
                params("{\"_meta\":{\"progressToken\":0},\"progress\":0.50,\"progressToken\":17,\"message\":\"17\"}"),
                JsonSlice.of("\"t\""));

        assertThat(changed.json())
                .hasToString(
                        "{\"_meta\":{\"progressToken\":0},\"progress\":0.50,\"progressToken\":\"t\",\"message\":\"17\"}");
        assertThat(changed.progressToken()).hasToString("\"t\"");
        assertThat(changed.json().indexOf(changed.progressToken())).isPositive();
    }

    @Test
    void progressParamsThatWereRead_areNotScannedAgainForTheirToken() {
        Notification read = (Notification)
                new EnvelopeReader(EnvelopeLimits.DEFAULT)
                        .read(
                                JsonSlice.of(
                                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1}}"));

        assertThat(EnvelopeWriter.withProgressToken(Objects.requireNonNull(read.params()), JsonSlice.of("2"))
                        .json())
                .hasToString("{\"progressToken\":2}");
    }

    @Test
    void progressParamsWithoutToken_areRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EnvelopeWriter.withProgressToken(params("{\"progress\":1}"), JsonSlice.of("2")));
    }

    @Test
    void splice_replacesThatPartAlone() {
        JsonSlice whole = JsonSlice.of("[1,1,1]");

        assertThat(EnvelopeWriter.splice(whole, whole.part(3, 4), JsonSlice.of("\"two\"")))
                .hasToString("[1,\"two\",1]");
    }

    @Test
    void spliceOfEqualBytesElsewhere_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EnvelopeWriter.splice(JsonSlice.of("[1]"), JsonSlice.of("1"), JsonSlice.of("2")));
    }

    @Test
    void spliceThereAndBack_keepsAllBytes() {
        Seeds.each(2000, json -> {
            JsonSlice whole = JsonSlice.of(json.value(3).replace('\n', ' ').replace('\r', ' '));
            int from = json.random().nextInt(whole.length());
            int to = from + json.random().nextInt(whole.length() - from + 1);
            JsonSlice part = whole.part(from, to);
            JsonSlice other = JsonSlice.of(json.string());

            JsonSlice there = EnvelopeWriter.splice(whole, part, other);
            JsonSlice back = EnvelopeWriter.splice(there, there.part(from, from + other.length()), part);

            assertThat(there.part(0, from)).isEqualTo(whole.part(0, from));
            assertThat(back).isEqualTo(whole);
        });
    }

    private static Params params(String json) {
        return Params.of(JsonSlice.of(json));
    }

    private static Params read(String params) {
        Request request = (Request) new EnvelopeReader(EnvelopeLimits.DEFAULT)
                .read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":" + params + "}"));
        return Objects.requireNonNull(request.params());
    }
}
