package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.contract.DualEdgeContract;
import dev.trestle.mcp.testkit.contract.StrictEdgeContract;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden vectors that the contracts of an edge cannot have, since they need users or belong to the legacy era. */
class GoldenVectorsTest {

    private static final int VECTORS = 45;
    private static final Pattern NAME = Pattern.compile("golden(\\d\\d)_\\w+");
    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    /** What a 401 carries is a matter of authorization servers, of which there are none yet. */
    private static final Set<Integer> LATER = Set.of(42);

    @Test
    void everyVector_hasATestOfItsNumber() {
        Set<Integer> missing = IntStream.rangeClosed(1, VECTORS).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (Class<?> tests : new Class<?>[] {DualEdgeContract.class, StrictEdgeContract.class, getClass()}) {
            hierarchy(tests)
                    .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                    .map(Method::getName)
                    .map(NAME::matcher)
                    .filter(Matcher::matches)
                    .forEach(name -> missing.remove(Integer.valueOf(name.group(1))));
        }

        assertThat(missing).isEqualTo(LATER);
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return Stream.iterate(type, known -> known != null, Class::getSuperclass);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void golden34_stateOfAnotherPrincipal_isInvalid(boolean parked) throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started()) {
            ScriptedBackend legacy = new ScriptedBackend();
            BackendFactory server =
                    parked ? legacy : RemoteBackend.url(modern.endpoint()).build();
            try (Bridge bridge = Bridge.to(server)) {
                ModernRequest request = bridge.modern(Bridge.EVERYTHING).tool("ask", "{}");
                Json asked = request.send().result();
                String key =
                        asked.at("/inputRequests").members().keySet().iterator().next();
                ModernRequest retry = request.retry(
                        "{\"" + key + "\":" + ADA + "}",
                        asked.at("/requestState").slice().toString());

                RawReply foreign = retry.header("X-User", "eve").send();
                assertThat(foreign.status()).isEqualTo(200);
                assertThat(Steps.told(foreign)).isEqualTo("error -32602 Invalid or expired requestState");
                assertThat(modern.server().received("tools/call")).hasSize(parked ? 0 : 1);

                assertThat(Steps.told(retry.send())).isEqualTo("accept Ada");
            }
        }
    }

    @Test
    void golden39_resumption_replaysTheStreamThatItNamesAlone() throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started();
                Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25);
            RawStream first = cut(client, "one");
            String firstId = client.lastId();
            RawStream second = cut(client, "two");
            String secondId = client.lastId();

            assertOnly(client.resume(lastEvent(first)).reply(), "one", firstId);
            assertOnly(client.resume(lastEvent(second)).reply(), "two", secondId);
        }
    }

    private static RawStream cut(RawMcpClient client, String token) {
        RawStream call = client.start(
                "tools/call",
                "{\"name\":\"slow\",\"arguments\":{\"steps\":5,\"delayMs\":50},\"_meta\":{\"progressToken\":\"" + token
                        + "\"}}");
        call.await("notifications/progress");
        call.close();
        Await.until("the connection is cut", () -> !call.isOpen());
        return call;
    }

    private static String lastEvent(RawStream call) {
        return Objects.requireNonNull(
                call.events().get(call.events().size() - 1).id());
    }

    private static void assertOnly(RawReply rest, String token, String id) {
        assertThat(rest.notifications("notifications/progress"))
                .isNotEmpty()
                .allMatch(notice ->
                        token.equals(notice.at("/params/progressToken").value()));
        assertThat(rest.response().at("/id")).isEqualTo(Json.parse(id));
    }

    @ParameterizedTest
    @EnumSource(value = ClientKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MODERN")
    void golden40_batch_isARequestIn20250326Alone(ClientKind kind) throws Exception {
        try (Bridge bridge = Bridge.to(new ScriptedBackend())) {
            RawReply reply = bridge.legacy(kind)
                    .post("[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}]", Map.of())
                    .reply();

            if (kind == ClientKind.V2025_03_26) {
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.messages())
                        .containsExactly(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}"));
            } else {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.error().at("/code").integer()).isEqualTo(-32600);
            }
        }
    }
}
