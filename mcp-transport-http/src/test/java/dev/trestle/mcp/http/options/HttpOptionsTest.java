package dev.trestle.mcp.http.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpOptionsTest {

    /** Options that not every value of their type suits. */
    private static final Map<String, Object> OTHER = Map.of(
            "unknownSessionStatus",
            400,
            "deleteUnknownStatus",
            204,
            "timeoutCode",
            -32000,
            "origins",
            List.of("https://a.example"),
            "hosts",
            List.of("b.example"),
            "exposedHeaders",
            List.of("Mcp-Session-Id", "X-Mine"),
            "connectionLife",
            Duration.ofSeconds(50));

    static Stream<RecordComponent> options() {
        return Arrays.stream(HttpOptions.class.getRecordComponents())
                .flatMap(group -> Arrays.stream(group.getType().getRecordComponents()));
    }

    @ParameterizedTest
    @MethodSource("options")
    void option_isSetByTheMethodOfItsName(RecordComponent option) throws Exception {
        Object other = otherValue(option);
        HttpOptionsBuilder builder = HttpOptions.builder();
        HttpOptionsBuilder.class.getMethod(option.getName(), option.getType()).invoke(builder, other);

        assertThat(value(builder.build(), option))
                .isEqualTo(other)
                .isNotEqualTo(value(HttpOptions.SPECIFICATION, option));
        options()
                .filter(each -> !each.getName().equals(option.getName()))
                .forEach(each -> assertThat(value(builder.build(), each))
                        .as(each.getName())
                        .isEqualTo(value(HttpOptions.SPECIFICATION, each)));
    }

    @Test
    void builder_beginsWithTheSpecificationOrWithWhatItWasMadeFrom() {
        assertThat(HttpOptions.builder().build()).isEqualTo(HttpOptions.SPECIFICATION);
        assertThat(HttpOptions.PHASE1.toBuilder().build()).isEqualTo(HttpOptions.PHASE1);
    }

    private static Object otherValue(RecordComponent option) {
        Object given = OTHER.get(option.getName());
        Object standard = value(HttpOptions.SPECIFICATION, option);
        if (given != null) {
            return given;
        } else if (standard instanceof Integer number) {
            return number + 1;
        } else if (standard instanceof Long number) {
            return number + 1;
        } else if (standard instanceof Duration time) {
            return time.plusMillis(1);
        } else if (standard instanceof Boolean on) {
            return !on;
        }
        Object[] constants = option.getType().getEnumConstants();
        return constants[constants.length - 1];
    }

    private static @Nullable Object value(HttpOptions options, RecordComponent option) {
        try {
            for (RecordComponent group : HttpOptions.class.getRecordComponents()) {
                if (group.getType() == option.getDeclaringRecord()) {
                    return option.getAccessor().invoke(group.getAccessor().invoke(options));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(option.getName(), e);
        }
        throw new LinkageError(option.getName());
    }

    static Stream<UnaryOperator<HttpOptionsBuilder>> wrong() {
        return Stream.of(
                b -> b.maxBody(0),
                b -> b.maxNesting(0),
                b -> b.maxBatch(0),
                b -> b.bodyTimeout(Duration.ZERO),
                b -> b.sseAfter(Duration.ofMillis(-1)),
                b -> b.heartbeat(Duration.ZERO),
                b -> b.retry(Duration.ZERO),
                b -> b.connectionLife(Duration.ZERO),
                b -> b.streamQueue(0),
                b -> b.replayEvents(0),
                b -> b.replayBytes(-1),
                b -> b.replayAge(Duration.ZERO),
                b -> b.replayTotal(0),
                b -> b.maxConnections(0));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void valueOutOfRange_isNamed(UnaryOperator<HttpOptionsBuilder> wrong) {
        assertThatThrownBy(() -> wrong.apply(HttpOptions.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("[a-zA-Z]+ must be (more|longer) than 0, not .*");
    }

    @Test
    void numberThatIsOneOfTwo_isRefusedIfItIsNeither() {
        assertThatThrownBy(() -> HttpOptions.builder().unknownSessionStatus(410).build())
                .hasMessage("unknownSessionStatus must be 404 or 400, not 410");
        assertThatThrownBy(() -> HttpOptions.builder().deleteUnknownStatus(200).build())
                .hasMessage("deleteUnknownStatus must be 404 or 204, not 200");
        assertThatThrownBy(() -> HttpOptions.builder().timeoutCode(-1).build())
                .hasMessage("timeoutCode must be -32603 or -32000, not -1");
    }

    @Test
    void exposedHeaders_alwaysBeginWithTheSessionUnlessItIsAmongThem() {
        assertThat(HttpOptions.builder()
                        .exposedHeaders(List.of("X-Mine"))
                        .build()
                        .access()
                        .exposedHeaders())
                .containsExactly("Mcp-Session-Id", "X-Mine");
        assertThat(HttpOptions.builder()
                        .exposedHeaders(List.of("X-Mine", "mcp-session-id"))
                        .build()
                        .access()
                        .exposedHeaders())
                .containsExactly("X-Mine", "mcp-session-id");
        assertThatThrownBy(() -> HttpOptions.builder()
                        .exposedHeaders(List.of("not a name"))
                        .build())
                .hasMessage("exposedHeaders: `not a name` is no name of a header");
    }
}
