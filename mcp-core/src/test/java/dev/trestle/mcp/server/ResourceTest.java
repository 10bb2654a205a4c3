package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Role;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ResourceTest {

    private static McpServer.Builder server() {
        return McpServer.builder("s", "1")
                .resource(Resource.at("test://text")
                        .name("text")
                        .title("Text")
                        .description("a text")
                        .mimeType("text/plain")
                        .size(5)
                        .annotations(Annotations.NONE
                                .withAudience(Role.USER)
                                .withPriority(0.5)
                                .withLastModified(Instant.parse("2026-01-01T00:00:00Z")))
                        .reader(context -> ResourceContents.text("hello")))
                .resource(Resource.at("test://parts")
                        .listReader(context -> List.of(
                                ResourceContents.text("one").withUri("test://parts/1"),
                                ResourceContents.blob(new byte[] {1}).withMimeType("image/png"))))
                .resource(Resource.at("test://later")
                        .asyncReader(
                                context -> CompletableFuture.completedStage(List.of(ResourceContents.text("later")))))
                .resource(Resource.at("test://broken").reader(context -> {
                    throw new ToolError("it is being painted");
                }))
                .resourceTemplate(ResourceTemplate.of("test://item/{id}/data")
                        .name("item")
                        .mimeType("text/plain")
                        .reader((variables, context) -> {
                            if (variables.get("id").equals("0")) {
                                throw Resource.notFound("test://item/0/data");
                            }
                            return ResourceContents.text("item " + variables.get("id"));
                        }));
    }

    @Test
    void resources_areListed() {
        try (Harness harness = Harness.of(server())) {
            Json listed = harness.result("resources/list", "{}");
            assertThat(listed.at("/resources").items()).hasSize(4);
            assertThat(listed.at("/resources/0")).isEqualTo(Json.parse("""
                            {"uri":"test://text","name":"text","title":"Text","description":"a text",
                             "mimeType":"text/plain","annotations":{"audience":["user"],"priority":0.5,
                             "lastModified":"2026-01-01T00:00:00Z"},"size":5}"""));
            assertThat(listed.at("/resources/1"))
                    .isEqualTo(Json.parse("{\"uri\":\"test://parts\",\"name\":\"test://parts\"}"));
        }
    }

    @Test
    void templates_areListed() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("resources/templates/list", "{}")).isEqualTo(Json.parse("""
                                    {"resourceTemplates":[{"uriTemplate":"test://item/{id}/data","name":"item",
                                     "mimeType":"text/plain"}]}"""));
        }
    }

    @Test
    void contents_haveTheUriAndTypeOfTheirDefinition() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("resources/read", "{\"uri\":\"test://text\"}"))
                    .isEqualTo(Json.parse("""
                                    {"contents":[{"uri":"test://text","mimeType":"text/plain","text":"hello"}]}"""));
        }
    }

    @Test
    void severalParts_keepTheirOwnUriAndType() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("resources/read", "{\"uri\":\"test://parts\"}"))
                    .isEqualTo(Json.parse("""
                                    {"contents":[{"uri":"test://parts/1","text":"one"},
                                     {"uri":"test://parts","mimeType":"image/png","blob":"AQ=="}]}"""));
        }
    }

    @Test
    void asyncReader_isRead() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("resources/read", "{\"uri\":\"test://later\"}")
                            .at("/contents/0/text")
                            .text())
                    .isEqualTo("later");
        }
    }

    @Test
    void uriOfATemplate_isReadWithItsVariables() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("resources/read", "{\"uri\":\"test://item/a%20b/data\"}")
                            .at("/contents/0"))
                    .isEqualTo(Json.parse("""
                                    {"uri":"test://item/a%20b/data","mimeType":"text/plain","text":"item a b"}"""));
        }
    }

    @Test
    void missingResource_isNotFoundUnderItsUri() {
        try (Harness harness = Harness.of(server())) {
            for (String uri : List.of("test://nowhere", "test://item/0/data")) {
                McpReply.Failure failure = harness.failure("resources/read", "{\"uri\":\"" + uri + "\"}");
                assertThat(failure.error().code()).isEqualTo(-32002);
                assertThat(Json.parse(failure.error().json()).at("/data/uri").text())
                        .isEqualTo(uri);
            }
        }
    }

    @Test
    void failingReader_isAnInternalErrorInItsOwnWords() {
        try (Harness harness = Harness.of(server())) {
            McpReply.Failure failure = harness.failure("resources/read", "{\"uri\":\"test://broken\"}");
            assertThat(failure.error().code()).isEqualTo(-32603);
            assertThat(failure.error().message()).isEqualTo("resource 'test://broken' failed: it is being painted");
        }
    }

    @Test
    void subscribedResource_isToldOf() {
        McpServer server = server().build();
        try (Harness harness = Harness.of(server)) {
            server.resourceUpdated("test://text");
            assertThat(harness.peer.notifications()).isEmpty();
            assertThat(harness.result("resources/subscribe", "{\"uri\":\"test://text\"}"))
                    .isEqualTo(Json.parse("{}"));
            server.resourceUpdated("test://parts");
            server.resourceUpdated("test://text");
            assertThat(harness.peer.notifications()).hasSize(1);
            assertThat(harness.peer.notifications().get(0).method()).isEqualTo("notifications/resources/updated");
            harness.result("resources/unsubscribe", "{\"uri\":\"test://text\"}");
            server.resourceUpdated("test://text");
            assertThat(harness.peer.notifications()).hasSize(1);
        }
    }

    @Test
    void subscription_belongsToOneSession() {
        McpServer server = server().build();
        try (Harness one = Harness.of(server);
                Harness other = Harness.of(server)) {
            one.result("resources/subscribe", "{\"uri\":\"test://text\"}");
            server.resourceUpdated("test://text");
            assertThat(one.peer.notifications()).hasSize(1);
            assertThat(other.peer.notifications()).isEmpty();
        }
    }

    @Test
    void subscriptionToNothing_isNotFound() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.failure("resources/subscribe", "{\"uri\":\"test://nowhere\"}")
                            .error()
                            .code())
                    .isEqualTo(-32002);
        }
    }

    @Test
    @Tag("limit:maxSubscriptions")
    void moreSubscriptionsThanAllowed_areRefused() {
        try (Harness harness = Harness.of(server().limits(new McpServer.Limits(10, 10, 10, 1, 10)))) {
            harness.result("resources/subscribe", "{\"uri\":\"test://text\"}");
            harness.result("resources/subscribe", "{\"uri\":\"test://text\"}");
            McpReply.Failure failure = harness.failure("resources/subscribe", "{\"uri\":\"test://parts\"}");
            assertThat(failure.reason()).isEqualTo(TrestleError.LIMIT_REACHED);
            assertThat(failure.error().message()).contains("maxSubscriptions");
        }
    }
}
