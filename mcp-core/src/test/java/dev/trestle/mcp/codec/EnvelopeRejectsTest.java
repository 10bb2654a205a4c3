package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeRejectsTest {

    private final EnvelopeReader reader = new EnvelopeReader(new EnvelopeLimits(5, 100));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    [{"jsonrpc":"2.0","id":1,"method":"m"}]                                  | a batch
                    []                                                                       | a batch
                    5                                                                        | not an object
                    "jsonrpc"                                                                | not an object
                    null                                                                     | not an object
                    {}                                                                       | no `jsonrpc`
                    {"id":1,"method":"m"}                                                    | no `jsonrpc`
                    {"jsonrpc":"1.0","id":1,"method":"m"}                                    | `jsonrpc` is not "2.0"
                    {"jsonrpc":2.0,"id":1,"method":"m"}                                      | `jsonrpc` is not "2.0"
                    {"jsonrpc":["2.0"],"id":1,"method":"m"}                                  | `jsonrpc` is not "2.0"
                    {"jsonrpc":"2.0","id":1}                                                 | neither `method` nor `result` nor `error`
                    {"jsonrpc":"2.0","id":1,"Method":"m"}                                    | neither `method` nor `result` nor `error`
                    {"jsonrpc":"2.0","id":1,"method":null}                                   | `method` is not a string
                    {"jsonrpc":"2.0","id":1,"method":{"m":1}}                                | `method` is not a string
                    {"jsonrpc":"2.0","id":1,"result":null}                                   | `result` is not an object
                    {"jsonrpc":"2.0","id":1,"result":[{}]}                                   | `result` is not an object
                    {"jsonrpc":"2.0","result":{}}                                            | a result without `id`
                    {"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}    | both `result` and `error`
                    {"jsonrpc":"2.0","id":1,"result":{},"error":null}                        | `error` is not an object
                    {"jsonrpc":"2.0","id":1,"method":"m","result":{}}                        | `method` beside `result` or `error`
                    {"jsonrpc":"2.0","id":1,"method":"m","error":{"code":1,"message":"m"}}   | `method` beside `result` or `error`
                    {"jsonrpc":"2.0","id":1,"error":{}}                                      | `error.code` is not an integer of 32 bits
                    {"jsonrpc":"2.0","id":1,"error":{"code":1.0,"message":"m"}}              | `error.code` is not an integer of 32 bits
                    {"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"m"}}              | `error.code` is not an integer of 32 bits
                    {"jsonrpc":"2.0","id":1,"error":{"code":2147483648,"message":"m"}}       | `error.code` is not an integer of 32 bits
                    """)
    void jsonOfTheWrongShape_isAnInvalidRequest(String message, String what) {
        assertThat(rejected(message).error().code()).isEqualTo(-32600);
        assertThat(rejected(message)).hasMessage(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"p\"", "7"})
    void paramsThatAreNoObject_areInvalidParams(String params) {
        EnvelopeException e = rejected("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":" + params + "}");
        assertThat(e.error().code()).isEqualTo(-32602);
        assertThat(e).hasMessage("`params` is not an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "-1.5", "true", "false", "[]", "[1]", "{}", "{\"id\":1}"})
    void idThatIsNoStringOrInteger_isAnInvalidRequest(String id) {
        EnvelopeException e = rejected("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}");

        assertThat(e.error().code()).isEqualTo(-32600);
        assertThat(e).hasMessageStartingWith("`id` is neither a string nor an integer");
        assertThat(e.id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"method\":\"m\"", "\"result\":{}"})
    void nullId_isAnInvalidRequestUnlessOnAnError(String rest) {
        EnvelopeException e = rejected("{\"jsonrpc\":\"2.0\",\"id\":null," + rest + "}");

        assertThat(e.error().code()).isEqualTo(-32600);
        assertThat(e).hasMessage("`id` is null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "{}", "true"})
    void errorWithABadId_isAnInvalidRequest(String id) {
        assertThat(rejected("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":1,\"message\":\"m\"}}")
                        .error()
                        .code())
                .isEqualTo(-32600);
    }

    @Test
    void idOfMoreThanAThousandBytes_isAnInvalidRequest() {
        String longest = "\"" + "x".repeat(998) + "\"";
        String tooLong = "\"" + "x".repeat(999) + "\"";

        assertThat(reader.read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":" + longest + ",\"method\":\"m\"}")))
                .isNotNull();
        assertThat(rejected("{\"jsonrpc\":\"2.0\",\"id\":" + tooLong + ",\"method\":\"m\"}")
                        .error()
                        .code())
                .isEqualTo(-32600);
        assertThat(rejected("{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(1001) + ",\"method\":\"m\"}")
                        .error()
                        .code())
                .isEqualTo(-32600);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    {"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"m"}                                      | jsonrpc
                    {"jsonrpc":"2.0","id":1,"method":"m","method":"m"}                                         | method
                    {"jsonrpc":"2.0","id":1,"method":"m","met\\u0068od":"n"}                                   | method
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{},"params":{}}                              | params
                    {"jsonrpc":"2.0","id":1,"result":{},"result":{}}                                           | result
                    {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"},"error":{"code":1,"message":"m"}} | error
                    {"jsonrpc":"2.0","id":1,"error":{"code":1,"code":2,"message":"m"}}                         | error.code
                    {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m","message":"n"}}                    | error.message
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"name":"a","name":"a"}}                     | params.name
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"name":"a","n\\u0061me":"b"}}               | params.name
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"uri":1,"x":{},"uri":null}}                 | params.uri
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":null,"_meta":{}}}                   | params._meta
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":{"progressToken":1,"progressToken":1}}} | params._meta.progressToken
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"progressToken":1,"progressToken":2}}       | params.progressToken
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"requestId":1,"requestId":2}}               | params.requestId
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"task":{},"task":{}}}     | params.task
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"requestState":"a","requestState":null}} | params.requestState
                    {"jsonrpc":"2.0","id":1,"method":"m","params":{"inputResponses":{},"inputResponses":{}}} | params.inputResponses
                    """)
    void memberThatIsThereTwice_isAParseErrorThatNamesItAndKeepsTheId(String message, String place) {
        EnvelopeException e = rejected(message);

        assertThat(e.error().code()).isEqualTo(-32700);
        assertThat(e).hasMessage("duplicate member `" + place + "`");
        assertThat(e.id()).isEqualTo(RequestId.of(1));
    }

    @Test
    void twoIds_areNone() {
        EnvelopeException e = rejected("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"m\"}");

        assertThat(e.error().code()).isEqualTo(-32700);
        assertThat(e.id()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    "id":1,"method":"m","params":{"_meta":5}                                    | params._meta
                    "id":1,"method":"m","params":{"_meta":[]}                                   | params._meta
                    "method":"m","params":{"_meta":"x"}                                         | params._meta
                    "id":1,"method":"m","params":{"_meta":{"progressToken":null}}               | params._meta.progressToken
                    "id":1,"method":"m","params":{"_meta":{"progressToken":true}}               | params._meta.progressToken
                    "id":1,"method":"m","params":{"_meta":{"progressToken":{}}}                 | params._meta.progressToken
                    "method":"notifications/progress","params":{"progressToken":[1]}            | params.progressToken
                    "method":"notifications/cancelled","params":{"requestId":false}             | params.requestId
                    """)
    void paramsThatCannotBeCarried_areInvalidParams(String members, String place) {
        EnvelopeException e = rejected("{\"jsonrpc\":\"2.0\"," + members + "}");

        assertThat(e.error().code()).isEqualTo(-32602);
        assertThat(e).hasMessageStartingWith("`" + place + "` is ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"1.0\",\"id\":9,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":5,\"id\":9}",
                "{\"jsonrpc\":\"2.0\",\"method\":{\"id\":1},\"params\":[],\"id\":9}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"_meta\":{\"progressToken\":{}}},\"id\":9}",
                "{\"method\":\"m\",\"id\":9}"
            })
    void validId_isKeptWhereverTheFaultIs(String message) {
        assertThat(rejected(message).id()).isEqualTo(RequestId.of(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "id":1,"result":5                 | true
                    "id":1,"error":{"code":"x"}       | true
                    "id":1,"result":{},"result":{}    | true
                    "id":1,"method":"m","result":{}   | false
                    "id":1,"method":5                 | false
                    "id":1                            | false
                    """)
    void faultyMessage_tellsWhetherItWasAResponse(String members, boolean response) {
        assertThat(rejected("{\"jsonrpc\":\"2.0\"," + members + "}").response()).isEqualTo(response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"} 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}\0",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",}",
                "{\"jsonrpc\":\"2.0\" \"id\":1}",
                "{\"jsonrpc\" \"2.0\"}",
                "{,\"jsonrpc\":\"2.0\"}",
                "{jsonrpc:\"2.0\"}",
                "{'jsonrpc':'2.0'}",
                "{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":+1,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":.5,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1e,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":-,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":NaN,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":nul,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\nb\",\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\tb\",\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\x\",\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\u12g4\",\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\u12",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":[1 2]}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":[1,]}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":[1}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\"/**/}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}\f",
                "\u00a0{\"jsonrpc\":\"2.0\",\"method\":\"m\"}",
                "\ufeff{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}",
                "[{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":[[[[[]]]]]}"
            })
    void bytesThatAreNotOneJsonValue_areAParseErrorWithoutId(String message) {
        EnvelopeException e = rejected(message);

        assertThat(e.error().code()).isEqualTo(-32700);
        assertThat(e.id()).isNull();
    }

    @Test
    void utf16_isAParseError() {
        byte[] bytes = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}".getBytes(StandardCharsets.UTF_16LE);

        assertThat(rejected(JsonSlice.of(bytes)).error().code()).isEqualTo(-32700);
    }

    @Test
    void nestingBeyondTheLimit_saysSo() {
        assertThat(rejected("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":[[[[[]]]]]}"))
                .hasMessage("nested deeper than 5 at byte 38");
    }

    @Test
    void parseError_saysWhere() {
        assertThat(rejected("{\"jsonrpc\":\"2.0\",\"secret\":?}")).hasMessage("not JSON at byte 26");
    }

    @Test
    void parseErrorInAPartOfAnArray_countsFromTheMessage() {
        JsonSlice message =
                JsonSlice.of("[[[{\"jsonrpc\":\"2.0\",\"secret\":?}".getBytes(StandardCharsets.UTF_8), 3, 28);

        assertThat(rejected(message)).hasMessage("not JSON at byte 26");
    }

    @Test
    void exception_hasNoStackTrace() {
        assertThat(rejected("").getStackTrace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "null", "{}", "1 2", "", "\"a"})
    void requestIdOutsideAnEnvelopeThatIsNone_isRefused(String id) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> EnvelopeReader.requestId(JsonSlice.of(id)));
    }

    private EnvelopeException rejected(String message) {
        return rejected(JsonSlice.of(message));
    }

    private EnvelopeException rejected(JsonSlice message) {
        EnvelopeException e = catchThrowableOfType(EnvelopeException.class, () -> reader.read(message));
        assertThat(e).as("rejected").isNotNull();
        assertThat(e.error().message()).isEqualTo(e.getMessage());
        return e;
    }
}
