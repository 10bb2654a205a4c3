package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @Test
    void idAndMethod_makeARequest() {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .isEqualTo(new Request(RequestId.of(1), "ping", null));
    }

    @Test
    void methodWithoutId_makesANotification() {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .isEqualTo(new Notification("notifications/initialized", null));
    }

    @Test
    void idAndResult_makeAResult() {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"x\":[1]}}"))
                .isEqualTo(new Result(RequestId.of("a"), JsonSlice.of("{\"x\":[1]}")));
    }

    @Test
    void idAndError_makeAFailureThatKeepsTheWholeError() {
        String error = "{\"code\":-32042,\"message\":\"no\",\"data\":{\"e\":1.50},\"odd\":null}";

        Failure failure = (Failure) read("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":" + error + "}");

        assertThat(failure.id()).isEqualTo(RequestId.of(7));
        assertThat(failure.error().code()).isEqualTo(-32042);
        assertThat(failure.error().message()).isEqualTo("no");
        assertThat(failure.error().json()).hasToString(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"id\":null,", ""})
    void errorWithoutId_isAFailureWithoutId(String id) {
        assertThat(((Failure) read("{\"jsonrpc\":\"2.0\"," + id + "\"error\":{\"code\":1,\"message\":\"\"}}")).id())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"message\":null", ",\"message\":5"})
    void errorWithoutMessage_hasAnEmptyOne(String message) {
        Failure failure = (Failure) read("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1" + message + "}}");

        assertThat(failure.error().message()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-5", "9007199254740993", "123456789012345678901234567890"})
    void integerId_keepsItsValueAndSpelling(String id) {
        RequestId.OfNumber read = (RequestId.OfNumber) request(id, "").id();

        assertThat(read.value()).isEqualTo(id);
        assertThat(read.json()).hasToString(id);
    }

    @Test
    void escapedStringId_keepsItsSpelling() {
        RequestId.OfString read =
                (RequestId.OfString) request("\"a\\u0062\\n😀\"", "").id();

        assertThat(read.value()).isEqualTo("ab\n😀");
        assertThat(read.json()).hasToString("\"a\\u0062\\n😀\"");
    }

    @Test
    void stringIdOfDigits_isNotTheNumber() {
        assertThat(request("\"1\"", "").id()).isNotEqualTo(request("1", "").id());
    }

    @Test
    void escapedMemberNames_areThoseMembers() {
        assertThat(read("{\"json\\u0072pc\":\"2.\\u0030\",\"i\\u0064\":1,\"met\\u0068od\":\"ping\"}"))
                .isEqualTo(new Request(RequestId.of(1), "ping", null));
    }

    @Test
    void unknownMembersBesideTheKnown_areDropped() {
        assertThat(read("{\"x\":{\"id\":2},\"jsonrpc\":\"2.0\",\"x\":[],\"id\":1,\"method\":\"ping\",\"Id\":null}"))
                .isEqualTo(new Request(RequestId.of(1), "ping", null));
    }

    @Test
    void whiteSpaceAround_isAllowed() {
        assertThat(read(" \r\n\t{ \"jsonrpc\" : \"2.0\" , \"id\" : 1 , \"method\" : \"ping\" } \n"))
                .isEqualTo(new Request(RequestId.of(1), "ping", null));
    }

    @Test
    void paramsOfARequest_areIndexedAsPartsOfTheMessage() {
        JsonSlice message = JsonSlice.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{ \"name\" : \"é\","
                        + "\"_meta\":{\"a\":[{}],\"progressToken\": 1.50 ,\"b\":0},\"uri\":\"u\",\"requestId\":1,\"progressToken\":2}}");

        Params params = Objects.requireNonNull(((Request) reader.read(message)).params());

        assertThat(params.indexed()).isTrue();
        assertThat(params.name()).hasToString("\"é\"");
        assertThat(params.uri()).hasToString("\"u\"");
        assertThat(params.meta()).hasToString("{\"a\":[{}],\"progressToken\": 1.50 ,\"b\":0}");
        assertThat(params.progressToken()).hasToString("1.50");
        assertThat(params.requestId()).isNull();
        assertThat(message.indexOf(params.json())).isPositive();
        assertThat(params.json().indexOf(params.meta())).isPositive();
        assertThat(Objects.requireNonNull(params.meta()).indexOf(params.progressToken()))
                .isPositive();
    }

    @Test
    void paramsBeforeTheMethod_areIndexedTheSame() {
        Request request = (Request) read("{\"params\":{\"_meta\":{\"progressToken\":\"t\"},\"progressToken\":1},"
                + "\"method\":\"notifications/progress\",\"id\":1,\"jsonrpc\":\"2.0\"}");

        assertThat(Objects.requireNonNull(request.params()).progressToken()).hasToString("\"t\"");
    }

    @Test
    void progressNotification_hasItsOwnToken() {
        assertThat(notified("notifications/progress", "{\"progressToken\":5,\"_meta\":{\"progressToken\":6}}")
                        .progressToken())
                .hasToString("5");
    }

    @Test
    void cancelledNotification_hasTheRequestId() {
        assertThat(notified("notifications/cancelled", "{\"requestId\":\"r\"}").requestId())
                .hasToString("\"r\"");
    }

    @Test
    void otherNotifications_haveNeitherTokenNorRequestId() {
        Params params =
                notified("notifications/x", "{\"requestId\":{},\"progressToken\":[],\"_meta\":{\"progressToken\":{}}}");

        assertThat(params.progressToken()).isNull();
        assertThat(params.requestId()).isNull();
    }

    @Test
    void nullMeta_countsAsAbsent() {
        assertThat(Objects.requireNonNull(
                                request("1", ",\"params\":{\"_meta\":null}").params())
                        .meta())
                .isNull();
    }

    @Test
    void sliceWithinALargerArray_isReadLikeItsCopy() {
        byte[] bytes = "garbage{\"jsonrpc\":\"2.0\",\"id\":\"é\",\"method\":\"m\",\"params\":{\"name\":\"n\"}}{"
                .getBytes(StandardCharsets.UTF_8);

        Request request = (Request) reader.read(JsonSlice.of(bytes, 7, bytes.length - 8));

        assertThat(request.id()).isEqualTo(RequestId.of("é"));
        assertThat(Objects.requireNonNull(request.params()).name()).hasToString("\"n\"");
    }

    @Test
    void nestingUpToTheLimit_isAccepted() {
        EnvelopeReader shallow = new EnvelopeReader(new EnvelopeLimits(3, 100));

        assertThat(shallow.read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":[]}}")))
                .isInstanceOf(Result.class);
    }

    @Test
    void deepestNestingThereIs_fitsASmallStack() throws InterruptedException {
        EnvelopeReader deep = new EnvelopeReader(new EnvelopeLimits(EnvelopeLimits.HIGHEST_NESTING, 100));
        String nested = "[{\"a\":".repeat(499) + "1" + "}]".repeat(499);
        AtomicReference<JsonRpcMessage> read = new AtomicReference<>();

        Thread small = new Thread(
                null,
                () -> read.set(
                        deep.read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":" + nested + "}}"))),
                "small",
                128 * 1024);
        small.start();
        small.join();

        assertThat(read).hasValueMatching(Result.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, 40})
    void deepMixtures_keepObjectsAndArraysApart(int pairs) {
        String open = "{\"a\":[".repeat(pairs);
        String close = "]}".repeat(pairs);
        assertThat(resultOf("{\"r\":" + open + close + "}")).contains(open + close);
        for (int wrong = 0; wrong < close.length(); wrong++) {
            String swapped =
                    close.substring(0, wrong) + (close.charAt(wrong) == ']' ? '}' : ']') + close.substring(wrong + 1);
            assertThatExceptionOfType(EnvelopeException.class)
                    .isThrownBy(() -> resultOf("{\"r\":" + open + swapped + "}"));
        }
    }

    private static String resultOf(String result) {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
        return ((JsonRpcMessage.Result) new EnvelopeReader(EnvelopeLimits.DEFAULT).read(JsonSlice.of(message)))
                .result()
                .toString();
    }

    @Test
    void siblings_doNotCountAsNesting() {
        EnvelopeReader shallow = new EnvelopeReader(new EnvelopeLimits(3, 100));

        assertThat(shallow.read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":[],\"b\":{},\"c\":[]}}")))
                .isInstanceOf(Result.class);
    }

    @Test
    void veryLongStringsAndNumbers_passUnread() {
        String text = "x".repeat(200_000);
        String digits = "7".repeat(20_000);

        Result result = (Result) read(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"" + text + "\":\"" + text + "\",\"n\":" + digits + "}}");

        assertThat(result.result().length()).isEqualTo(2 * text.length() + digits.length() + 12);
    }

    @Test
    void halfOfAnEscapedSurrogatePair_passesUnread() {
        String result = "{\"a\\ud83d\":\"\\ude00b\"}";

        assertThat(((Result) read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}")).result())
                .hasToString(result);
    }

    @Test
    void requestIdOutsideAnEnvelope_isRead() {
        assertThat(EnvelopeReader.requestId(JsonSlice.of("\"a\\u0062\""))).isEqualTo(RequestId.of("ab"));
    }

    private Request request(String id, String more) {
        return (Request) read("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"" + more + "}");
    }

    private Params notified(String method, String params) {
        Notification notification =
                (Notification) read("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
        return Objects.requireNonNull(notification.params());
    }

    private JsonRpcMessage read(String message) {
        return reader.read(JsonSlice.of(message));
    }
}
