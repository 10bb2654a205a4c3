package dev.trestle.mcp.builtin.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Prompt;
import dev.trestle.mcp.server.Resource;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CatalogToolsTest {

    private static final Principal ALICE = new Principal("alice", true);
    private static final Principal BOB = new Principal("bob", true);

    private final AtomicLong now = new AtomicLong();
    private final AtomicReference<McpGateway> gateway = new AtomicReference<>();
    private CatalogOptions options = CatalogOptions.DEFAULT;
    private CatalogTools catalog;

    @AfterEach
    void close() {
        if (gateway.get() != null) {
            gateway.get().close();
        }
    }

    private void build(McpGateway.Builder builder) {
        catalog = CatalogTools.over(gateway::get, "own", options, now::get);
        McpServer.Builder own = McpServer.builder("own", "1");
        catalog.tools().forEach(own::tool);
        gateway.set(builder.backend("own", own.build()).build());
    }

    private Json call(Principal principal, String tool, String arguments) {
        JsonSlice info = JsonSlice.of("{\"name\":\"test\",\"version\":\"1\"}");
        McpReply reply = Await.value(
                "a reply",
                gateway.get()
                        .calls("own")
                        .orElseThrow()
                        .call(
                                Calls.builder(
                                                "tools/call",
                                                "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                                        .session(null)
                                        .metadata(new CallMetadata("2026-07-28", info, JsonSlice.EMPTY_OBJECT, null))
                                        .principal(principal)
                                        .build(),
                                new RecordingObserver()));
        return Json.parse(((McpReply.Result) reply).json());
    }

    private Json search(Principal principal, String arguments) {
        return call(principal, "catalog_search", arguments).at("/structuredContent");
    }

    private static List<String> names(Json answer) {
        return answer.at("/entities").items().stream()
                .map(one -> one.at("/backend").text() + "/" + one.at("/name").text())
                .toList();
    }

    private static List<String> texts(Json list) {
        return list.items().stream().map(Json::text).toList();
    }

    private static Tool tool(String name, String description) {
        return Tool.named(name).description(description).handler((arguments, context) -> ToolResult.text("x"));
    }

    private static McpServer server(Tool... tools) {
        McpServer.Builder server = McpServer.builder("s", "1");
        List.of(tools).forEach(server::tool);
        return server.build();
    }

    @Test
    @Tag("e2:catalog")
    void search_findsByNameTitleDescriptionAndArguments_theBestFirst() {
        Tool byArgument = Tool.named("send")
                .input("invoice", Schema.string("which"))
                .handler((arguments, context) -> ToolResult.text("x"));
        Tool byTitle = Tool.named("t1").title("Invoice").handler((arguments, context) -> ToolResult.text("x"));
        build(McpGateway.builder()
                .backend("a", server(tool("zip", "makes an invoice"), byArgument, byTitle, tool("other", "nothing")))
                .backend("b", server(tool("createInvoice", "writes one"), tool("invoices_list", "writes all"))));

        Json answer = search(ALICE, "{\"query\":\"INVOICE!\"}");

        assertThat(names(answer)).containsExactly("b/createInvoice", "a/t1", "b/invoices_list", "a/send", "a/zip");
        assertThat(answer.at("/total").integer()).isEqualTo(5);
        assertThat(answer.at("/entities/0"))
                .hasToString("{\"kind\":\"tool\",\"backend\":\"b\",\"name\":\"createInvoice\","
                        + "\"description\":\"writes one\"}");
        assertThat(names(search(ALICE, "{\"query\":\"invoice writes\"}"))).startsWith("b/createInvoice");
        assertThat(names(search(ALICE, "{\"query\":\"no such word\"}"))).isEmpty();
    }

    @Test
    @Tag("e2:catalog")
    void sameNames_areToldApartByBackend() {
        build(McpGateway.builder()
                .backend("b", server(tool("echo", "of b")))
                .backend("a", server(tool("echo", "of a"))));

        assertThat(names(search(ALICE, "{\"query\":\"echo\"}"))).containsExactly("a/echo", "b/echo");
        assertThat(names(search(ALICE, "{\"query\":\"echo\",\"backend\":\"b\"}")))
                .containsExactly("b/echo");
        for (String backend : List.of("a", "b")) {
            Json doc =
                    call(ALICE, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"" + backend + "\",\"name\":\"echo\"}");
            assertThat(doc.at("/structuredContent/definition/description").text())
                    .isEqualTo("of " + backend);
        }
    }

    @Test
    @Tag("e2:catalog")
    void doc_givesTheWholeDefinition_andWordsForReaders() {
        Prompt prompt = Prompt.named("review")
                .argument("style", "how", true)
                .handler((arguments, context) -> PromptResult.text("x"));
        Resource one = Resource.at("x://1").name("log").reader(context -> ResourceContents.text("x"));
        Resource two = Resource.at("x://2").name("log").reader(context -> ResourceContents.text("x"));
        Tool tool = Tool.named("add")
                .description("Adds")
                .input("a", Schema.integer("the one"))
                .optionalInput("how", Schema.choice("the way", "up", "down"))
                .handler((arguments, context) -> ToolResult.text("x"));
        build(McpGateway.builder()
                .backend(
                        "a",
                        McpServer.builder("a", "1")
                                .tool(tool)
                                .prompt(prompt)
                                .resource(one)
                                .resource(two)
                                .build()));

        Json doc = call(ALICE, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"a\",\"name\":\"add\"}");
        assertThat(doc.at("/structuredContent/definition/inputSchema/properties/how/enum/1")
                        .text())
                .isEqualTo("down");
        assertThat(doc.at("/content/0/text").text())
                .contains("- `a` (integer, required): the one\n- `how` (up or down): the way");
        assertThat(call(ALICE, "catalog_doc", "{\"kind\":\"prompt\",\"backend\":\"a\",\"name\":\"review\"}")
                        .at("/content/0/text")
                        .text())
                .contains("- `style` (string, required): how");
        assertThat(search(ALICE, "{\"kind\":\"resource\"}").at("/total").integer())
                .isEqualTo(2);
        assertThat(call(ALICE, "catalog_doc", "{\"kind\":\"resource\",\"backend\":\"a\",\"name\":\"log\"}")
                        .at("/content/0/text")
                        .text())
                .contains("name one by its URI: x://1, x://2");
        assertThat(call(ALICE, "catalog_doc", "{\"kind\":\"resource\",\"backend\":\"a\",\"name\":\"x://2\"}")
                        .at("/structuredContent/definition/uri")
                        .text())
                .isEqualTo("x://2");
    }

    @Test
    void doc_ofWhatIsNotThere_isRefusedAlikeForServersAndNames() {
        build(McpGateway.builder().backend("a", server(tool("t", "x"))));
        for (String where : List.of("a", "gone", "own")) {
            Json doc = call(
                    ALICE, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"" + where + "\",\"name\":\"catalog_doc\"}");
            assertThat(doc.at("/isError").bool()).isTrue();
            assertThat(doc.at("/content/0/text").text())
                    .contains("there is no tool 'catalog_doc' of a server '" + where + "' for you");
        }
    }

    @Test
    void arguments_areJudged() {
        build(McpGateway.builder().backend("a", server(tool("t", "x"))));

        assertThat(call(ALICE, "catalog_search", "{\"kind\":\"tol\"}").toString())
                .contains("argument 'kind' must be one of tool, prompt, resource");
        assertThat(call(ALICE, "catalog_search", "{\"cursor\":\"!\"}").toString())
                .contains("argument 'cursor' must be one that a search gave");
        assertThat(call(ALICE, "catalog_search", "{\"query\":\"" + "x".repeat(1_001) + "\"}")
                        .toString())
                .contains("argument 'query' must be of at most 1000 characters");
        assertThat(call(ALICE, "catalog_doc", "{\"backend\":\"a\",\"name\":\"t\"}")
                        .toString())
                .contains("argument 'kind' must be a string, but is missing");
    }

    @Test
    void pages_neitherRepeatNorHide_whileListsChange() {
        McpServer server =
                server(IntStream.range(0, 5).mapToObj(i -> tool("t" + i, "x")).toArray(Tool[]::new));
        build(McpGateway.builder().backend("a", server));

        Json first = search(ALICE, "{\"limit\":2}");
        assertThat(names(first)).containsExactly("a/t0", "a/t1");
        server.removeTool("t0");
        server.removeTool("t1");
        catalog.reload();
        Json second = search(
                ALICE, "{\"limit\":2,\"cursor\":\"" + first.at("/nextCursor").text() + "\"}");
        assertThat(names(second)).containsExactly("a/t2", "a/t3");
        Json third = search(
                ALICE, "{\"limit\":2,\"cursor\":\"" + second.at("/nextCursor").text() + "\"}");
        assertThat(names(third)).containsExactly("a/t4");
        assertThat(third.has("/nextCursor")).isFalse();
        // What nobody could mean is the nearest that can be.
        assertThat(names(search(ALICE, "{\"limit\":-100}"))).hasSize(1);
        assertThat(names(search(ALICE, "{\"limit\":5000000}"))).hasSize(3);
    }

    @Test
    @Tag("e2:catalog")
    void rulesOfAccess_holdInTheCatalogueToo() {
        build(McpGateway.builder()
                .at(
                        Place.ACCESS,
                        Access.builder()
                                .rule("deny bob tools:secret_*")
                                .rule("allow * *:*")
                                .build())
                .backend("a", server(tool("secret_one", "x"), tool("open", "x"))));

        assertThat(names(search(ALICE, "{}"))).containsExactly("a/open", "a/secret_one");
        assertThat(names(search(BOB, "{}"))).containsExactly("a/open");
        assertThat(call(BOB, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"a\",\"name\":\"secret_one\"}")
                        .toString())
                .contains("there is no tool 'secret_one'");
    }

    /** A server that gives everybody something of his own, and counts who asks. */
    private static FakeBackend personal(AtomicInteger asked) {
        return FakeBackend.create().capabilities("{\"tools\":{}}").on("tools/list", call -> {
            asked.incrementAndGet();
            return result("{\"tools\":[{\"name\":\"mine\",\"inputSchema\":{}}]}");
        });
    }

    private static CompletableFuture<McpReply> result(String json) {
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of(json)));
    }

    @Test
    @Tag("e2:catalog")
    @Tag("limit:ttl")
    void lists_areKeptForTheirPrincipalAlone_untilTheTtlOrAReload() {
        AtomicInteger asked = new AtomicInteger();
        build(McpGateway.builder().backend("a", personal(asked)));

        search(ALICE, "{}");
        search(ALICE, "{\"query\":\"mine\"}");
        assertThat(asked).hasValue(1);
        search(BOB, "{}");
        assertThat(asked).hasValue(2);

        now.set(Duration.ofSeconds(30).toNanos() - 1);
        search(ALICE, "{}");
        assertThat(asked).hasValue(2);
        now.incrementAndGet();
        search(ALICE, "{}");
        assertThat(asked).hasValue(3);
        catalog.reload();
        search(ALICE, "{}");
        assertThat(asked).hasValue(4);
    }

    @Test
    @Tag("limit:maxPrincipals")
    void oneMorePrincipal_makesTheOneForgottenWhoDidNotSearchForLongest() {
        options = new CatalogOptions(10, Duration.ofSeconds(30), Duration.ofSeconds(30), 2);
        AtomicInteger asked = new AtomicInteger();
        build(McpGateway.builder().backend("a", personal(asked)));

        search(ALICE, "{}");
        search(BOB, "{}");
        search(ALICE, "{}");
        search(new Principal("carol", true), "{}");
        assertThat(asked).hasValue(3);
        search(ALICE, "{}");
        assertThat(asked).hasValue(3);
        search(BOB, "{}");
        assertThat(asked).hasValue(4);
    }

    @Test
    void manyAtOnce_askOnce() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        build(McpGateway.builder()
                .backend(
                        "a", FakeBackend.create().capabilities("{\"tools\":{}}").on("tools/list", call -> {
                            asked.incrementAndGet();
                            return reply;
                        })));
        List<CompletableFuture<Json>> searches = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            searches.add(CompletableFuture.supplyAsync(() -> search(ALICE, "{}")));
        }
        Await.until("it is asked", () -> asked.get() > 0);
        reply.complete(new McpReply.Result(JsonSlice.of("{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}")));

        searches.forEach(one -> assertThat(names(one.join())).containsExactly("a/t"));
        assertThat(asked).hasValue(1);
    }

    @Test
    @Tag("limit:maxEntries")
    void moreThanMaxEntries_areLeftOut_andTheBackendIsNamed() {
        options = new CatalogOptions(3, Duration.ofSeconds(30), Duration.ofSeconds(30), 2);
        build(McpGateway.builder()
                .backend("full", server(tool("t1", "x"), tool("t2", "x"), tool("t3", "x")))
                .backend("more", server(tool("t1", "x"), tool("t2", "x"), tool("t3", "x"), tool("t4", "x"))));

        Json answer = search(ALICE, "{}");
        assertThat(answer.at("/total").integer()).isEqualTo(6);
        assertThat(texts(answer.at("/incomplete"))).containsExactly("more");
    }

    @Test
    void allPages_areFollowed() {
        McpServer.Builder many = McpServer.builder("many", "1").limits(McpServer.Limits.DEFAULT.withPageSize(1));
        IntStream.range(0, 300).forEach(i -> many.tool(tool("t" + i, "x")));
        build(McpGateway.builder().backend("a", many.build()));

        assertThat(search(ALICE, "{}").at("/total").integer()).isEqualTo(300);
    }

    @Test
    @Tag("e2:catalog")
    void backendThatVanishesBetweenPages_isNamed_andTheOthersAreThere() {
        FakeBackend vanishing = FakeBackend.create()
                .capabilities("{\"tools\":{}}")
                .on("tools/list", call -> {
                    if (call.params().has("/cursor")) {
                        call.die();
                        return new CompletableFuture<>();
                    }
                    return result("{\"tools\":[{\"name\":\"half\",\"inputSchema\":{}}],\"nextCursor\":\"2\"}");
                });
        FakeBackend refusing = FakeBackend.create().refuses(TrestleError.BACKEND_EXITED.failure("it exited"));
        build(McpGateway.builder()
                .backend("vanishing", vanishing)
                .backend("refusing", refusing)
                .backend("a", server(tool("whole", "x"))));

        Json answer = search(ALICE, "{}");

        assertThat(names(answer)).containsExactly("a/whole");
        assertThat(texts(answer.at("/unavailable"))).containsExactly("vanishing", "refusing");
        assertThat(call(ALICE, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"vanishing\",\"name\":\"half\"}")
                        .toString())
                .contains("server 'vanishing' does not answer now");
    }

    @Test
    @Tag("e2:catalog")
    @Tag("limit:timeout")
    void backendThatNeverAnswers_isNamedAfterTheTimeout_andLeftAloneForAMoment() {
        options = new CatalogOptions(10, Duration.ofSeconds(30), Duration.ofMillis(50), 2);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        FakeBackend silent = FakeBackend.create().capabilities("{\"tools\":{}}").on("tools/list", call -> {
            asked.incrementAndGet();
            call.cancellation().onCancel(why -> cancelled.incrementAndGet());
            return new CompletableFuture<>();
        });
        build(McpGateway.builder().backend("silent", silent).backend("a", server(tool("t", "x"))));

        for (int i = 0; i < 2; i++) {
            Json answer = search(ALICE, "{}");
            assertThat(texts(answer.at("/unavailable"))).containsExactly("silent");
        }
        assertThat(asked).hasValue(1);
        Await.until("it is told", () -> cancelled.get() == 1);
        now.set(Duration.ofSeconds(2).toNanos());
        search(ALICE, "{}");
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatCannotBeRead_isLeftOut() {
        FakeBackend odd = FakeBackend.create()
                .capabilities("{\"tools\":{}}")
                .on(
                        "tools/list",
                        call -> result("{\"tools\":[{\"title\":\"no name\"},7,{\"name\":\"t\",\"inputSchema\":1},"
                                + "{\"name\":\"good\",\"inputSchema\":{}},{\"name\":7}]}"));
        build(McpGateway.builder().backend("a", odd));

        assertThat(names(search(ALICE, "{}"))).containsExactly("a/good");
    }

    @Test
    void longDescriptions_areShortenedInSearchesOnly() {
        String text = "word ".repeat(200).trim();
        build(McpGateway.builder().backend("a", server(tool("t", text))));

        assertThat(search(ALICE, "{}").at("/entities/0/description").text())
                .hasSize(401)
                .endsWith("…");
        assertThat(call(ALICE, "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"a\",\"name\":\"t\"}")
                        .at("/structuredContent/definition/description")
                        .text())
                .isEqualTo(text);
    }
}
