package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The resources, prompts and completions; those that ask are {@link Scripts}. */
final class EraData {

    static final String ASKING_PROMPT = "asking";
    static final String ASKING_RESOURCE = "era:///asking";
    private static final String ITEM = "era:///item/";
    private static final List<String> NAMES = List.of("Ada", "Alan", "Grace");

    private EraData() {}

    static McpReply answer(String method, Json params) {
        return switch (method) {
            case "resources/list" -> resources(params.at("/cursor"));
            case "resources/templates/list" -> result("""
                    {"resourceTemplates":[{"uriTemplate":"era:///item/{id}","name":"item","mimeType":"text/plain"}]}""");
            case "resources/read" -> read(params.at("/uri"));
            case "prompts/list" -> result("""
                    {"prompts":[{"name":"greet","arguments":[{"name":"who","required":true}]},{"name":"asking"}]}""");
            case "prompts/get" -> greet(params);
            case "completion/complete" -> complete(params);
            default -> failure(JsonRpcError.METHOD_NOT_FOUND, "no method " + method);
        };
    }

    /** Two pages; the cursor of the second is the empty string, which is as good a cursor as any. */
    private static McpReply resources(Json cursor) {
        if (!cursor.isPresent() || cursor.isNull()) {
            return result("""
                    {"resources":[{"uri":"era:///readme","name":"readme","mimeType":"text/plain"},\
                    {"uri":"era:///blob","name":"blob","mimeType":"application/octet-stream"}],"nextCursor":""}""");
        }
        return "".equals(cursor.value()) ? result("""
                {"resources":[{"uri":"era:///asking","name":"asking","mimeType":"text/plain"}]}""") : failure(JsonRpcError.INVALID_PARAMS, "no such cursor");
    }

    private static McpReply read(Json place) {
        if (!(place.value() instanceof String uri)) {
            return failure(JsonRpcError.INVALID_PARAMS, "resources/read without a uri");
        }
        if (uri.equals("era:///readme")) {
            return new McpReply.Result(contents(uri, "read me"));
        } else if (uri.equals("era:///blob")) {
            return result(
                    "{\"contents\":[{\"uri\":\"era:///blob\",\"mimeType\":\"application/octet-stream\",\"blob\":\"AAEC\"}]}");
        } else if (uri.startsWith(ITEM)) {
            return new McpReply.Result(contents(uri, "item " + uri.substring(ITEM.length())));
        }
        return new McpReply.Failure(JsonRpcError.of(
                JsonRpcError.RESOURCE_NOT_FOUND,
                "Resource not found",
                JsonWriter.object().put("uri", uri).toSlice()));
    }

    private static McpReply greet(Json params) {
        if (!"greet".equals(params.at("/name").value())) {
            return failure(
                    JsonRpcError.INVALID_PARAMS,
                    "no prompt " + params.at("/name").value());
        }
        Json who = params.at("/arguments/who");
        return who.isPresent()
                ? new McpReply.Result(prompt("Hello " + who.text()))
                : failure(JsonRpcError.INVALID_PARAMS, "greet needs who");
    }

    private static McpReply complete(Json params) {
        String begun = params.at("/argument/value").text();
        List<String> values = "greet".equals(params.at("/ref/name").value()) ? NAMES : List.of("1", "2", "10");
        List<String> fitting =
                values.stream().filter(value -> value.startsWith(begun)).toList();
        return new McpReply.Result(
                JsonWriter.object().put("completion", Map.of("values", fitting)).toSlice());
    }

    /** A tool's result. */
    static JsonSlice text(String text) {
        return JsonWriter.object()
                .put("content", List.of(Map.of("type", "text", "text", text)))
                .toSlice();
    }

    /** A prompt's result. */
    static JsonSlice prompt(String text) {
        return JsonWriter.object()
                .put("messages", List.of(Map.of("role", "user", "content", Map.of("type", "text", "text", text))))
                .toSlice();
    }

    /** A resource's result. */
    static JsonSlice contents(String uri, String text) {
        return JsonWriter.object()
                .put("contents", List.of(Map.of("uri", uri, "mimeType", "text/plain", "text", text)))
                .toSlice();
    }

    /** The URIs that something may be subscribed to. */
    static boolean isKnown(String uri) {
        return uri.startsWith(ITEM)
                || Stream.of("era:///readme", "era:///blob", ASKING_RESOURCE).anyMatch(uri::equals);
    }

    static McpReply result(String json) {
        return new McpReply.Result(JsonSlice.of(json.strip()));
    }

    static McpReply failure(int code, String message) {
        return new McpReply.Failure(JsonRpcError.of(code, message));
    }
}
