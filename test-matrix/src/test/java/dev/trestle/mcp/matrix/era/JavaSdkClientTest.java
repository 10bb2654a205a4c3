package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Java SDK's client in front of servers of every kind sees of each what it sees of the others. */
class JavaSdkClientTest {

    /** What is done, and what is seen. The SDK's client cannot cancel. */
    private static final Map<String, Function<JavaSdkClient, String>> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("version → 2025-11-25", JavaSdkClient::version);
        SCENARIOS.put("call → hi", client -> client.call("echo", Map.of("text", "hi")));
        SCENARIOS.put("unknown tool → error -32602", client -> client.call("nothing", Map.of()));
        SCENARIOS.put("isError → isError told so", client -> client.call("error", Map.of()));
        SCENARIOS.put("progress → 1 2 3 then 3 said", JavaSdkClient::progress);
        SCENARIOS.put("log → error info warning then logged", JavaSdkClient::log);
        SCENARIOS.put("form accepted → accept Ada", client -> client.call("ask", Map.of("message", "who?")));
        SCENARIOS.put("form declined → decline", client -> client.call("ask", Map.of("message", "decline!")));
        SCENARIOS.put("form cancelled → cancel", client -> client.call("ask", Map.of("message", "cancel!")));
        SCENARIOS.put("two rounds → accept Ada, then accept Ada", client -> client.call("ask_rounds", Map.of()));
        SCENARIOS.put("sampling → m1: hello", client -> client.call("ask_sampling", Map.of()));
        SCENARIOS.put("roots → roots: file:///a", client -> client.call("ask_roots", Map.of()));
        SCENARIOS.put("list_changed → heard, and listed", JavaSdkClient::listChanged);
        SCENARIOS.put("resource update → heard, and read era:///readme", JavaSdkClient::updated);
    }

    private static EraSites sites;

    @BeforeAll
    static void open() {
        sites = new EraSites();
    }

    @AfterAll
    static void close() throws Exception {
        sites.close();
    }

    @TestFactory
    Stream<DynamicContainer> javaSdkClient_seesTheSameOfEveryServer() {
        return Stream.of(BackendKind.values())
                .map(backend -> DynamicContainer.dynamicContainer(backend.view(), scenarios(backend)));
    }

    private static Stream<DynamicTest> scenarios(BackendKind backend) {
        JavaSdkClient[] opened = new JavaSdkClient[1];
        Stream<DynamicTest> tests = SCENARIOS.entrySet().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.getKey(), () -> {
                    if (opened[0] == null) {
                        opened[0] = new JavaSdkClient(sites.uri(backend));
                    }
                    assertThat(scenario.getValue().apply(opened[0]))
                            .isEqualTo(scenario.getKey().split(" → ")[1]);
                }));
        return Stream.concat(
                tests,
                Stream.of(
                        DynamicTest.dynamicTest(
                                "list",
                                () -> assertThat(opened[0].list()).contains("ask ", "echo ", ", and 2 resources")),
                        DynamicTest.dynamicTest("nothing is left", () -> opened[0].close())));
    }
}
