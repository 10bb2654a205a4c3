package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HttpOptionsTest extends ManualFixture {

    @Test
    void everyOption_isSetByTheMethodOfItsName() {
        HttpOptions set = new HttpOptions(
                1,
                2,
                Duration.ofMillis(3),
                false,
                List.of("https://a.example"),
                List.of("b.example"),
                Duration.ofMillis(4),
                Duration.ofMillis(5),
                6,
                7,
                8,
                Duration.ofMillis(9),
                10);
        HttpOptions.Builder builder = HttpOptions.builder();
        Arrays.stream(HttpOptions.class.getRecordComponents()).forEach(option -> {
            try {
                HttpOptions.Builder.class
                        .getMethod(option.getName(), option.getType())
                        .invoke(builder, option.getAccessor().invoke(set));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(option.getName(), e);
            }
        });
        assertThat(builder.build()).isEqualTo(set);
        assertThat(HttpOptions.builder().build()).isEqualTo(HttpOptions.SPECIFICATION);
    }

    @Test
    void valuesOutOfRange_areNamed() {
        Stream.<UnaryOperator<HttpOptions.Builder>>of(
                        b -> b.maxBody(0),
                        b -> b.bodyTimeout(Duration.ZERO),
                        b -> b.sseAfter(Duration.ofMillis(-1)),
                        b -> b.heartbeat(Duration.ZERO),
                        b -> b.streamQueue(0),
                        b -> b.replayEvents(0),
                        b -> b.replayBytes(-1),
                        b -> b.replayAge(Duration.ZERO),
                        b -> b.replayTotal(0))
                .forEach(wrong -> assertThatThrownBy(
                                () -> wrong.apply(HttpOptions.builder()).build())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching("[a-zA-Z]+ must be (more|longer) than 0, not .*"));
    }

    @Test
    void maxNesting_boundsHowDeepARequestMayBe() {
        serve(HttpOptions.builder().maxNesting(5).build());

        String tooDeep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":[[[[1]]]]}}";
        CallerExchange refused = client.post(headers(), tooDeep);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(Json.parse(refused.body()).at("/error/code").integer()).isEqualTo(-32700);

        assertThat(Json.parse(client.post(headers(), tooDeep.replace("[[[[1]]]]", "[[1]]"))
                                .body())
                        .at("/error/code")
                        .integer())
                .isEqualTo(-32000);
    }
}
