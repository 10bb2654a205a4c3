package dev.trestle.mcp.interceptor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Principal ALICE = new Principal("alice", true);
    private static final Principal BOB = new Principal("bob", true);

    private final List<McpCall> arrived = new ArrayList<>();
    private final RecordingObserver observer = new RecordingObserver();
    private String result = "{}";

    private static Access access(String... rules) {
        Access.Builder builder = Access.builder();
        for (String rule : rules) {
            builder.rule(rule);
        }
        return attached(builder.build());
    }

    private static Access attached(Access access) {
        access.attach(new InterceptorContext(
                new StrictJsonDecoder(),
                new SliceEditor(),
                Runnable::run,
                Runnable::run,
                new ManualScheduler(),
                GatewayListener.NONE,
                Duration.ofSeconds(30),
                Redactor.OFF));
        return access;
    }

    private McpReply call(Access access, McpCall call) {
        return access.intercept(call, observer, this::answer)
                .toCompletableFuture()
                .join();
    }

    private McpReply call(Access access, Principal who, String method, String params) {
        return call(access, of(who, method, params).build());
    }

    private static McpCall.Builder of(Principal who, String method, String params) {
        return Calls.builder(method, params).principal(who).view("files");
    }

    private CompletionStage<McpReply> answer(McpCall call, CallObserver heard) {
        arrived.add(call);
        heard.notified(Calls.notification("notifications/resources/updated", "{\"uri\":\"file:///open\"}"));
        heard.notified(Calls.notification("notifications/resources/updated", "{\"uri\":\"file:///hidden\"}"));
        heard.notified(Calls.notification("notifications/message", "{\"level\":\"info\",\"data\":\"hidden\"}"));
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of(result)));
    }

    private boolean arrives(Access access, Principal who, String method, String params) {
        int before = arrived.size();
        call(access, who, method, params);
        return arrived.size() > before;
    }

    @Test
    void firstRuleThatIsAboutIt_settlesItAndNoneDenies() {
        Access access = access("deny * tools:delete_*", "allow alice tools:*", "allow * tools:read_*");

        assertThat(arrives(access, ALICE, "tools/call", "{\"name\":\"delete_x\"}"))
                .isFalse();
        assertThat(arrives(access, ALICE, "tools/call", "{\"name\":\"write_x\"}"))
                .isTrue();
        assertThat(arrives(access, BOB, "tools/call", "{\"name\":\"write_x\"}")).isFalse();
        assertThat(arrives(access, BOB, "tools/call", "{\"name\":\"read_x\"}")).isTrue();
        assertThat(arrives(access, ALICE, "prompts/get", "{\"name\":\"read_x\"}"))
                .as("no rule is about prompts")
                .isFalse();
        assertThat(arrives(access(), ALICE, "prompts/get", "{\"name\":\"x\"}"))
                .as("without any rule")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a/pub/../secret.txt",
                "file:///a/pub/%2e%2e/secret.txt",
                "file:///a/pub/%2E%2E%2Fsecret.txt",
                "file:///a/pub/x/../../secret.txt",
                "file:///a/pub/..",
                "file:///a/pub/..\\\\secret.txt",
                "file:///a/pub/../../../a/secret.txt",
            })
    void uriThatLeavesWhatIsAllowed_isUnknown(String uri) {
        Access access = access("allow * resources:file:///a/pub/*");

        assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"" + uri + "\"}"))
                .isFalse();
        assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"file:///a/pub/b%20c/./d..e\"}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILE:///a/secret.txt",
                "file:///a/%73ecret.txt",
                "file:///a/./secret.txt",
                "file:///a//secret.txt",
                "file://localhost/a/secret.txt",
                "file://LOCALHOST/a/secret.txt",
                "file:/a/secret.txt",
                "file:///a/secret.txt?x",
                "file:///a/b/../secret.txt#y",
                "HTTPS://Docs.Example.com/secret",
                "https://docs.example.com/x/../%73ecret",
            })
    void uriThatSpellsWhatIsDeniedInAnotherWay_isUnknown(String uri) {
        Access access = access(
                "deny * resources:file:///a/secret.txt",
                "deny * resources:https://docs.example.com/secret",
                "allow * *:*");

        assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"" + uri + "\"}"))
                .isFalse();
        for (String other : List.of("file:///a/open.txt", "memo:1", "no uri", "https://docs.example.com/open?a=/b")) {
            assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"" + other + "\"}"))
                    .as(other)
                    .isTrue();
        }
    }

    @Test
    void ruleThatSpellsAUriInAnotherWay_isAboutItAllTheSame() {
        Access access = access("deny * resources:FILE:/a/%73ecret*", "allow * resources:Memo://Board/*");

        assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"Memo://Board/1\"}"))
                .isTrue();
        assertThat(arrives(access, ALICE, "resources/read", "{\"uri\":\"file:///a/secret.txt\"}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tools/call | {\"name\":\"hidden\"} | -32602 | Unknown tool: hidden",
                "prompts/get | {\"name\":\"hidden\"} | -32602 | Unknown prompt: hidden",
                "completion/complete | {\"ref\":{\"type\":\"ref/prompt\",\"name\":\"hidden\"}} | -32602 | Unknown prompt: hidden",
                "resources/read | {\"uri\":\"hidden\"} | -32002 | Resource not found",
                "resources/read | {\"name\":\"open\",\"uri\":\"hidden\"} | -32002 | Resource not found",
                "resources/subscribe | {\"uri\":\"hidden\"} | -32002 | Resource not found",
                "completion/complete | {\"ref\":{\"type\":\"ref/resource\",\"uri\":\"hidden\"}} | -32002 | Resource not found",
                "subscriptions/listen | {\"notifications\":{\"resourceSubscriptions\":[\"open\",\"hidden\"]}} | -32002 | Resource not found",
            })
    void requestThatNamesSomethingHidden_isToldWhatAnUnknownOneGets(
            String method, String params, int code, String message) {
        Access access = access("allow * *:open*");

        McpReply.Failure refused = (McpReply.Failure) call(access, ALICE, method, params);
        assertThat(refused.reason()).isEqualTo(TrestleError.ACCESS_DENIED);
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().message()).isEqualTo(message);
        assertThat(refused.error().json().toString()).doesNotContain("trestle", "rule", "denied");
        assertThat(arrived).isEmpty();
        assertThat(arrives(access, ALICE, method, params.replace("hidden", "open")))
                .isTrue();
    }

    @Test
    void clientWithoutSession_isToldTheOtherNumberOfAMissingResource() {
        McpCall call = of(ALICE, "resources/read", "{\"uri\":\"hidden\"}")
                .session((SessionKey) null)
                .build();

        McpReply.Failure refused = (McpReply.Failure) call(access("allow * *:open"), call);
        assertThat(refused.error().code()).isEqualTo(-32602);
        assertThat(Json.parse(refused.error().json()).at("/data/uri").text()).isEqualTo("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":7}",
                "{\"name\":[\"open\"]}",
                "{\"name\":null}",
                "{\"name\":\"open\",\"name\":\"hidden\"}",
                "{\"uri\":\"open\"}"
            })
    void nameThatCouldBeReadInTwoWays_isNotLetThrough(String params) {
        McpCall call = Calls.builder("tools/call", "{}")
                .params(Params.of(JsonSlice.of(params)))
                .decoder(new StrictJsonDecoder())
                .view("files")
                .build();

        assertThatThrownBy(() -> call(access("allow * *:open"), call)).isInstanceOf(JsonException.class);
        assertThat(arrived).isEmpty();
    }

    @Test
    void nameThatIsEscaped_isTheSameName() {
        Access access = access("deny * tools:hidden", "allow * *:*");

        assertThat(arrives(access, ALICE, "tools/call", "{\"name\":\"\\u0068idden\"}"))
                .isFalse();
        assertThat(arrives(access, ALICE, "tools/call", "{\"n\\u0061me\":\"hidden\"}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "tools/list, tools, name",
        "prompts/list, prompts, name",
        "resources/list, resources, uri",
        "resources/templates/list, resourceTemplates, uriTemplate"
    })
    void list_losesWhatIsHiddenAndNothingElse(String method, String list, String name) {
        result =
                "{ \"a\" : 1.50, \"LIST\" : [ {\"NAME\":\"open1\",\"x\":[1.0]}, {\"NAME\":\"hidden\"}, {\"NAME\" : \"open2\"} ],"
                                .replace("LIST", list)
                                .replace("NAME", name)
                        + "\"nextCursor\":\"c\" }";

        assertThat(json(access("allow * *:open*"), method))
                .isEqualTo(("{ \"a\" : 1.50, \"LIST\" : [ {\"NAME\":\"open1\",\"x\":[1.0]}, {\"NAME\" : \"open2\"} ],"
                                + "\"nextCursor\":\"c\" }")
                        .replace("LIST", list)
                        .replace("NAME", name));
        assertThat(json(access("allow * *:*"), method)).isEqualTo(result);
        assertThat(Json.parse(json(access("deny * *:*"), method)).at("/" + list).items())
                .isEmpty();
    }

    private String json(Access access, String method) {
        return ((McpReply.Result) call(access, ALICE, method, "{}")).json().toString();
    }

    @Test
    void entryThatCannotBeRead_isNotShown() {
        result = "{\"tools\":[{\"name\":\"open\",\"name\":\"hidden\"},{\"title\":\"no name\"},7,{\"name\":\"open\"}]}";

        assertThat(json(access("allow * *:open"), "tools/list")).isEqualTo("{\"tools\":[{\"name\":\"open\"}]}");
    }

    @Test
    void listThatIsNone_isNotPassedOn() {
        result = "{\"tools\":{\"hidden\":1}}";

        assertThat(call(access("allow * *:open"), ALICE, "tools/list", "{}").reason())
                .isEqualTo(TrestleError.INVALID_RESPONSE);
    }

    @Test
    void resourceThatIsHidden_isNotToldOf() {
        Access access = access("allow * *:*open*");
        call(access, ALICE, "tools/call", "{\"name\":\"open\"}");
        RecordingPeer client = new RecordingPeer();
        SessionPeer peer = access.around(client, "files");
        peer.notified(Calls.notification("notifications/resources/updated", "{\"uri\":\"file:///hidden\"}"));
        peer.notified(new Notification(
                "notifications/resources/updated", Params.of(JsonSlice.of("{\"uri\":\"file:///open\"}"))));
        peer.notified(Calls.notification("notifications/resources/updated", null));
        peer.notified(Calls.notification("notifications/resources/list_changed", null));

        assertThat(observer.notifications())
                .extracting(said -> said.method()
                        + String.valueOf(
                                said.params() == null ? "" : said.params().uri()))
                .containsExactly("notifications/resources/updated\"file:///open\"", "notifications/messagenull");
        assertThat(client.notifications())
                .extracting(Notification::method)
                .containsExactly("notifications/resources/updated", "notifications/resources/list_changed");
        assertThat(peer.client()).isSameAs(client.client());
    }

    @Test
    void peer_hearsWhatItsOwnPrincipalMay() {
        Access access = access("allow alice *:*");
        ClientDescription any = Calls.client();
        RecordingPeer bob = new RecordingPeer(new ClientDescription(
                any.session(), BOB, any.protocolVersion(), any.capabilities(), null, any.initializeParams()));
        access.around(bob, "files")
                .notified(Calls.notification("notifications/resources/updated", "{\"uri\":\"file:///open\"}"));

        assertThat(bob.notifications()).isEmpty();
    }

    @Test
    @Tag("e2:disabled-tools")
    void disabledTools_areThereForNobodyWhateverRulesSay() {
        Access access = attached(
                Access.builder().disabledTools("files", List.of("rm", "a*")).build());
        result = "{\"tools\":[{\"name\":\"rm\"},{\"name\":\"ls\"},{\"name\":\"ab\"}]}";

        assertThat(access.isOff()).isFalse();
        assertThat(json(access, "tools/list")).isEqualTo("{\"tools\":[{\"name\":\"ls\"},{\"name\":\"ab\"}]}");
        assertThat(arrives(access, ALICE, "tools/call", "{\"name\":\"rm\"}")).isFalse();
        assertThat(arrives(access, ALICE, "tools/call", "{\"name\":\"ls\"}")).isTrue();
        assertThat(arrives(access, ALICE, "prompts/get", "{\"name\":\"rm\"}")).isTrue();
        McpCall elsewhere =
                Calls.builder("tools/call", "{\"name\":\"rm\"}").view("other").build();
        assertThat(call(access, elsewhere).reason()).isNull();

        Access both = attached(Access.builder()
                .rule("allow * *:*")
                .disabledTools("files", List.of("rm"))
                .build());
        assertThat(arrives(both, ALICE, "tools/call", "{\"name\":\"rm\"}")).isFalse();
    }

    @Test
    void nothingSet_isOff() {
        assertThat(access().isOff()).isTrue();
        assertThat(Access.builder().disabledTools("files", List.of()).build().isOff())
                .isTrue();
        assertThat(access("allow * *:*").isOff()).isFalse();
    }

    @Test
    void methodsThatNameNothing_areNotItsBusiness() {
        Access access = access("deny * *:*");

        for (String method : List.of("ping", "logging/setLevel", "resources/unsubscribe", "server/discover")) {
            assertThat(arrives(access, ALICE, method, "{\"uri\":\"x\"}"))
                    .as(method)
                    .isTrue();
        }
        assertThat(arrives(access, ALICE, "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}"))
                .isTrue();
    }
}
