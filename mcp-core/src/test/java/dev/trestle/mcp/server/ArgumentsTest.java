package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.InvalidArgument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @SuppressWarnings("unchecked")
    private static Arguments arguments(String json) {
        JsonSlice slice = JsonSlice.of(json);
        return new Arguments("", (Map<String, Object>) new StrictJsonDecoder().decode(slice), slice);
    }

    @Test
    void valuesOfEachKind_areGiven() {
        Arguments arguments = arguments("{\"s\":\"a\",\"i\":3,\"n\":1.5,\"b\":true,\"l\":[\"x\",\"y\"]}");
        assertThat(arguments.string("s")).isEqualTo("a");
        assertThat(arguments.integer("i")).isEqualTo(3);
        assertThat(arguments.number("n")).isEqualTo(1.5);
        assertThat(arguments.number("i")).isEqualTo(3.0);
        assertThat(arguments.bool("b")).isTrue();
        assertThat(arguments.list("l", String.class)).containsExactly("x", "y");
    }

    @Test
    void absentAndNull_areTheSameToOptionalOnes() {
        Arguments arguments = arguments("{\"n\":null}");
        for (String name : List.of("n", "absent")) {
            assertThat(arguments.optionalString(name)).isEmpty();
            assertThat(arguments.optionalInteger(name)).isEmpty();
            assertThat(arguments.optionalNumber(name)).isEmpty();
            assertThat(arguments.optionalBool(name)).isEmpty();
            assertThat(arguments.optionalObject(name)).isEmpty();
            assertThat(arguments.list(name, String.class)).isEmpty();
        }
    }

    @Test
    void missing_saysWhatIsExpected() {
        assertThatThrownBy(() -> arguments("{}").integer("n"))
                .isInstanceOfSatisfying(InvalidArgument.class, failure -> {
                    assertThat(failure.path()).isEqualTo("n");
                    assertThat(failure.expected()).isEqualTo("an integer, but is missing");
                });
    }

    @Test
    void wholeNumberWithFraction_isAnInteger() {
        assertThat(arguments("{\"n\":3.0}").integer("n")).isEqualTo(3);
    }

    @Test
    void fraction_isNoInteger() {
        assertThatThrownBy(() -> arguments("{\"n\":3.5}").integer("n")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void hugeNumber_isNoInteger() {
        assertThatThrownBy(() -> arguments("{\"n\":9223372036854775808}").integer("n"))
                .hasMessage("argument 'n' must be an integer of 64 bits");
    }

    @Test
    void text_isNoNumber() {
        assertThatThrownBy(() -> arguments("{\"n\":\"3\"}").integer("n")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void nestedArgument_isNamedByItsPath() {
        Arguments nested = arguments("{\"a\":{\"b\":{}}}").object("a").object("b");
        assertThatThrownBy(() -> nested.string("c")).hasMessageStartingWith("argument 'a.b.c'");
    }

    @Test
    void wrongElement_isNamedByItsIndex() {
        assertThatThrownBy(() -> arguments("{\"l\":[\"a\",2]}").list("l", String.class))
                .hasMessageStartingWith("argument 'l[1]'");
    }

    @Test
    void slice_isWhatWasSent() {
        Arguments arguments = arguments("{\"a\": {\"n\": 1.50}}");
        assertThat(arguments.slice()).hasToString("{\"a\": {\"n\": 1.50}}");
        assertThat(arguments.object("a").slice()).hasToString("{\"n\": 1.50}");
    }
}
