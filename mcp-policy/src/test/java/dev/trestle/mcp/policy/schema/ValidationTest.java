package dev.trestle.mcp.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ValidationTest {

    private static final String COUNT = "{\"name\":\"count\",\"inputSchema\":{\"type\":\"object\",\"required\":[\"n\"],"
            + "\"properties\":{\"n\":{\"type\":\"integer\"}}},\"outputSchema\":{\"type\":\"object\","
            + "\"required\":[\"sum\"]}}";

    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private volatile String tools = "{\"tools\":[" + COUNT + "]}";
    private volatile String result = "{\"content\":[],\"structuredContent\":{\"sum\":1}}";
    private final FakeBackend server = FakeBackend.create()
            .on("tools/list", exchange -> {
                lists.incrementAndGet();
                return Replies.result(tools);
            })
            .onTool("announce", exchange -> {
                exchange.sayOutside("notifications/tools/list_changed", null);
                return Replies.text("said");
            })
            .on("tools/call", exchange -> {
                ran.incrementAndGet();
                return Replies.result(result);
            });
    private final List<McpGateway> gateways = new ArrayList<>();
    private final RecordingPeer peer = new RecordingPeer();

    @AfterEach
    void close() {
        gateways.forEach(McpGateway::close);
    }

    private McpGateway gateway(Validation.Builder options) {
        McpGateway gateway = McpGateway.builder()
                .backend("a", server)
                .at(Place.VALIDATION, options.build(now::get))
                .build();
        gateways.add(gateway);
        return gateway;
    }

    private BackendSession session(McpGateway gateway) {
        return Await.value("a session", gateway.view("a").orElseThrow().open(peer));
    }

    private BackendSession session() {
        return session(gateway(Validation.builder()));
    }

    private static McpReply reply(BackendSession session, McpCall call) {
        CompletionStage<McpReply> reply = session.call(call, new RecordingObserver());
        return Await.value("the reply", reply);
    }

    private static McpReply count(BackendSession session, String arguments) {
        return reply(session, Calls.tool("count", arguments));
    }

    @Test
    @Tag("e2:schema-consistent")
    void argumentsThatFit_reachTheServer() {
        BackendSession session = session();

        assertThat(count(session, "{\"n\":1}").reason()).isNull();
        assertThat(ran).hasValue(1);
    }

    @Test
    void argumentsThatDoNotFit_areAToolErrorThatSaysWhereAndWhat() {
        McpReply reply = count(session(), "{\"n\":\"one\"}");

        assertThat(ran).hasValue(0);
        assertThat(reply.reason()).isEqualTo(TrestleError.INVALID_ARGUMENTS);
        assertThat(((McpReply.Result) reply).json().toString())
                .contains("\"isError\":true", "The arguments of tool 'count'", "/n: ", "(type)")
                .contains("\"code\":\"invalid_arguments\"")
                .contains("\"errors\":[{\"path\":\"/n\",\"rule\":\"type\",\"expected\":");
    }

    @Test
    void noArgumentsAtAll_areAnEmptyObject() {
        McpReply reply = reply(session(), Calls.call("tools/call", "{\"name\":\"count\"}"));

        assertThat(((McpReply.Result) reply).json().toString()).contains("(required)");
    }

    @Test
    void toolThatIsNotListed_isTheServersMatter() {
        assertThat(reply(session(), Calls.tool("other", "{\"n\":\"one\"}")).reason())
                .isNull();
        assertThat(ran).hasValue(1);
    }

    @Test
    void serverWithoutAList_isCalledAllTheSame() {
        server.on("tools/list", exchange -> Replies.failure(-32601, "no such method"));

        assertThat(count(session(), "{\"n\":\"one\"}").reason()).isNull();
        assertThat(ran).hasValue(1);
    }

    @Test
    void serverThatIsSilentOnItsList_isCalledAfterRequestTimeoutAndThenAtOnce() {
        server.on("tools/list", exchange -> {
            lists.incrementAndGet();
            return new CompletableFuture<>();
        });
        McpGateway gateway = McpGateway.builder()
                .backend("a", server)
                .requestTimeout(Duration.ofSeconds(1))
                .requestCap(Duration.ofHours(1))
                .at(Place.VALIDATION, Validation.builder().build(now::get))
                .build();
        gateways.add(gateway);
        BackendSession session = session(gateway);

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(ran).hasValue(2);
        assertThat(lists).hasValue(1);

        now.addAndGet(Duration.ofSeconds(3).toNanos());
        count(session, "{\"n\":\"one\"}");
        assertThat(lists).hasValue(2);
    }

    @Test
    @Tag("e2:schema-cached")
    void manyCalls_askForTheListOnce() {
        BackendSession session = session();
        for (int i = 0; i < 10; i++) {
            count(session, "{\"n\":" + i + "}");
        }

        assertThat(lists).hasValue(1);
    }

    @Test
    void callsAtOnce_askForTheListOnce() {
        BackendSession session = session();
        List<CompletionStage<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            replies.add(session.call(Calls.tool("count", "{\"n\":" + i + "}"), new RecordingObserver()));
        }
        replies.forEach(
                reply -> assertThat(Await.value("a reply", reply).reason()).isNull());

        assertThat(lists).hasValue(1);
    }

    @Test
    @Tag("limit:schemaTtl")
    void listIsOld_isAskedForAgain() {
        BackendSession session = session(gateway(Validation.builder().schemaTtl(Duration.ofMinutes(1))));
        count(session, "{\"n\":1}");
        now.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
        count(session, "{\"n\":1}");
        assertThat(lists).hasValue(1);
        now.addAndGet(1);
        count(session, "{\"n\":1}");
        assertThat(lists).hasValue(2);
    }

    @Test
    void serverSaysThatItsListHasChanged_newSchemaCounts() {
        BackendSession session = session();
        count(session, "{\"n\":1}");
        tools = tools.replace("integer", "string");
        reply(session, Calls.tool("announce", "{}"));
        Await.until("the client hears", () -> !peer.notifications().isEmpty());

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(count(session, "{\"n\":1}").reason()).isEqualTo(TrestleError.INVALID_ARGUMENTS);
    }

    /** A server that changes and says nothing: nobody is refused for what it listed long ago. */
    @Test
    void serverChangesSilently_isAskedAgainBeforeAnybodyIsRefused() {
        BackendSession session = session();
        count(session, "{\"n\":1}");
        tools = tools.replace("integer", "string");
        now.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(lists).hasValue(2);
    }

    @Test
    void invalidCallsInARow_askForTheListOnceASecondAtMost() {
        BackendSession session = session();
        for (int i = 0; i < 20; i++) {
            count(session, "{\"n\":\"one\"}");
        }

        assertThat(lists).hasValue(1);
    }

    @Test
    void listOfSeveralPages_isReadToTheEnd() {
        server.on("tools/list", exchange -> {
            lists.incrementAndGet();
            return Replies.result(
                    exchange.params().at("/cursor").isPresent()
                            ? "{\"tools\":[" + COUNT + "]}"
                            : "{\"tools\":[],\"nextCursor\":\"2\"}");
        });

        assertThat(count(session(), "{\"n\":\"one\"}").reason()).isEqualTo(TrestleError.INVALID_ARGUMENTS);
        assertThat(lists).hasValue(2);
    }

    @Test
    @Tag("limit:maxSchema")
    void schemaThatIsTooLong_refusesNothing() {
        BackendSession session = session(gateway(Validation.builder().maxSchema(20)));

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
    }

    @Test
    void schemaThatRefersElsewhere_refusesNothing() {
        tools = "{\"tools\":[{\"name\":\"count\",\"inputSchema\":{\"$ref\":\"http://127.0.0.1:1/schema\"}}]}";
        BackendSession session = session();

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(count(session, "{\"n\":\"one\"}").reason()).isNull();
        assertThat(ran).hasValue(2);
    }

    @Test
    @Tag("limit:maxLists")
    void moreClientsThanListsAreKept_theOldestIsAskedForAgain() {
        McpGateway gateway = gateway(Validation.builder().maxLists(1));
        BackendSession first = session(gateway);
        BackendSession second = Await.value(
                "a session",
                gateway.view("a").orElseThrow().open(new RecordingPeer(Calls.client(new SessionKey("other")))));
        McpCall ofSecond = Calls.builder("tools/call", "{\"name\":\"count\",\"arguments\":{\"n\":1}}")
                .session(new SessionKey("other"))
                .build();
        count(first, "{\"n\":1}");
        reply(second, ofSecond);
        count(first, "{\"n\":1}");

        assertThat(lists).hasValue(3);
    }

    @Test
    @Tag("limit:maxSchemas")
    void schemasAreForgotten_callsAreJudgedAllTheSame() {
        tools = "{\"tools\":[" + COUNT + "," + COUNT.replace("count", "other") + "]}";
        BackendSession session = session(gateway(Validation.builder().maxSchemas(1)));

        assertThat(count(session, "{\"n\":\"one\"}").reason()).isEqualTo(TrestleError.INVALID_ARGUMENTS);
        assertThat(reply(session, Calls.tool("other", "{\"n\":\"one\"}")).reason())
                .isEqualTo(TrestleError.INVALID_ARGUMENTS);
    }

    @Test
    void resultsAreNotAskedFor_areNotJudged() {
        result = "{\"content\":[]}";

        assertThat(count(session(), "{\"n\":1}").reason()).isNull();
    }

    @Test
    void resultDoesNotFit_isAToolError() {
        BackendSession session = session(gateway(Validation.builder().results(true)));
        assertThat(count(session, "{\"n\":1}").reason()).isNull();
        result = "{\"content\":[],\"structuredContent\":{\"total\":1}}";
        McpReply wrong = count(session, "{\"n\":1}");
        result = "{\"content\":[]}";
        McpReply missing = count(session, "{\"n\":1}");

        assertThat(wrong.reason()).isEqualTo(TrestleError.INVALID_RESULT);
        assertThat(((McpReply.Result) wrong).json().toString())
                .contains("The result of tool 'count' is not what", "(required)");
        assertThat(missing.reason()).isEqualTo(TrestleError.INVALID_RESULT);
    }

    @Test
    void toolFailed_resultIsNotJudged() {
        result = "{\"content\":[],\"isError\":true}";

        assertThat(count(session(gateway(Validation.builder().results(true))), "{\"n\":1}")
                        .reason())
                .isNull();
    }

    @Test
    void argumentsThatCanBeReadInTwoWays_areRefusedByTheGateway() {
        McpReply reply = count(session(), "{\"n\":1,\"n\":\"one\"}");

        assertThat(reply).isInstanceOf(McpReply.Failure.class);
        assertThat(ran).hasValue(0);
    }

    @Test
    void otherMethods_passUntouched() {
        BackendSession session = session();

        assertThat(reply(session, Calls.call("tools/list", "{}")).reason()).isNull();
        assertThat(lists).hasValue(1);
    }
}
