package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a backend's error is to a client of the other era. An error that means the same in both stays as it is, to the
 * byte; one that speaks of the hop behind us, or that the client's version does not have, becomes
 * {@value JsonRpcError#INTERNAL_ERROR} with the original in {@code data.original}. Thread-safe.
 */
public final class EraErrors {

    /** The user has to open a link first (2025-11-25). */
    public static final int LINK_REQUIRED = -32042;

    private static final int SERVER_ERROR = -32000;
    private static final int SESSION_NOT_FOUND = -32001;
    private static final int LOWEST_RESERVED = -32099;
    private static final int HIGHEST_RESERVED = -32023;

    private EraErrors() {}

    /**
     * An error for a client of the legacy era.
     *
     * @param method of the client's request
     * @param error as the backend gave it
     * @param rules the version that the client speaks
     * @param capabilities what the client declared
     * @return a failure, or, where a tool's result can say it better, a result
     */
    public static McpReply toLegacy(String method, JsonRpcError error, LegacyRules rules, JsonSlice capabilities) {
        return switch (error.code()) {
            case JsonRpcError.INVALID_PARAMS ->
                isMissingResource(method, error)
                        ? failure(withCode(JsonRpcError.RESOURCE_NOT_FOUND, error))
                        : failure(error);
            case Modern.MISSING_CAPABILITY -> missing(method, error);
            case LINK_REQUIRED ->
                rules.knows(Feature.LINKS)
                                && ClientCapabilities.asks(capabilities).contains(AskKind.LINK)
                        ? failure(error)
                        : links(method, error);
            case Modern.HEADER_MISMATCH, Modern.UNSUPPORTED_VERSION, SERVER_ERROR, SESSION_NOT_FOUND ->
                failure(internal(error));
            default -> failure(error);
        };
    }

    /**
     * An error for a client of 2026-07-28. A client that can be shown links is better asked to open {@link #linksOf} it than
     * told of {@value #LINK_REQUIRED}.
     *
     * @param params of the client's request, or null
     * @param error as the backend gave it
     * @param capabilities what the client declared with the request
     * @return what the client is told
     */
    public static JsonRpcError toModern(@Nullable JsonSlice params, JsonRpcError error, JsonSlice capabilities) {
        int code = error.code();
        if (code >= LOWEST_RESERVED && code <= HIGHEST_RESERVED && code != LINK_REQUIRED) {
            return internal(error);
        }
        return switch (code) {
            case JsonRpcError.RESOURCE_NOT_FOUND -> missingResource(params, error);
            case LINK_REQUIRED ->
                ClientCapabilities.asks(capabilities).contains(AskKind.LINK)
                        ? internal(error)
                        : missingCapability(Set.of(AskKind.LINK));
            case Modern.MISSING_CAPABILITY ->
                ClientCapabilities.cover(capabilities, required(error)) ? internal(error) : error;
            case Modern.HEADER_MISMATCH, Modern.UNSUPPORTED_VERSION, SERVER_ERROR, SESSION_NOT_FOUND -> internal(error);
            default -> error;
        };
    }

    /**
     * The error of 2026-07-28 for a request that cannot go on because its client must not be asked.
     *
     * @param kinds what the client would have to be asked
     * @return code {@value Modern#MISSING_CAPABILITY} with {@code data.requiredCapabilities}
     */
    public static JsonRpcError missingCapability(Set<AskKind> kinds) {
        JsonSlice required = ClientCapabilities.required(kinds);
        String words =
                String.join(", ", kinds.stream().map(AskKind::words).sorted().toList());
        return JsonRpcError.of(
                Modern.MISSING_CAPABILITY,
                "This request needs a client that declares " + words,
                JsonWriter.object().put("requiredCapabilities", required).toSlice());
    }

    /**
     * What a client of 2026-07-28 hears of a call that asked what that client must not be asked: if the call failed after
     * that, the error that this version has for it, which older servers cannot know. A call that did without has its result.
     *
     * @param reply what the server answered
     * @param refused what it was not let ask
     * @return the reply, or code {@value Modern#MISSING_CAPABILITY}
     */
    public static McpReply afterRefusals(McpReply reply, Set<AskKind> refused) {
        return refused.isEmpty() || !failed(reply) ? reply : new McpReply.Failure(missingCapability(refused));
    }

    private static boolean failed(McpReply reply) {
        if (reply instanceof McpReply.Failure failure) {
            return failure.reason() == null;
        }
        try {
            return reply instanceof McpReply.Result result
                    && Slices.EDITOR
                            .member(result.json(), "isError")
                            .filter(json -> json.toString().equals("true"))
                            .isPresent();
        } catch (JsonException e) {
            return false;
        }
    }

    /**
     * The links that an error of 2025-11-25 wants opened.
     *
     * @param error with code {@value #LINK_REQUIRED}
     * @return the params of one {@code elicitation/create} each, ids included; empty if it has none that are readable
     */
    public static List<JsonSlice> linksOf(JsonRpcError error) {
        List<JsonSlice> links = new ArrayList<>();
        JsonSlice listed = Slices.member(data(error), "elicitations");
        if (error.code() == LINK_REQUIRED && listed != null && Slices.isArray(listed)) {
            for (JsonSlice link : SliceEditor.elements(listed)) {
                if (Slices.text(link, "url") != null && Slices.text(link, "message") != null) {
                    links.add(Slices.EDITOR.with(link, "mode", JsonWriter.write("url")));
                }
            }
        }
        return links;
    }

    private static boolean isMissingResource(String method, JsonRpcError error) {
        return method.equals("resources/read")
                && (Slices.text(data(error), "uri") != null
                        || error.message().toLowerCase(Locale.ROOT).contains("not found"));
    }

    private static JsonRpcError missingResource(@Nullable JsonSlice params, JsonRpcError error) {
        JsonRpcError changed = withCode(JsonRpcError.INVALID_PARAMS, error);
        JsonSlice data = data(error);
        JsonSlice uri = Slices.member(params, "uri");
        if (Slices.member(data, "uri") != null || uri == null) {
            return changed;
        }
        JsonSlice more = data != null && Slices.isObject(data)
                ? Slices.EDITOR.with(data, "uri", uri)
                : JsonWriter.object()
                        .put("uri", uri)
                        .putIfPresent("original", data)
                        .toSlice();
        return new JsonRpcError(changed.code(), changed.message(), Slices.EDITOR.with(changed.json(), "data", more));
    }

    private static McpReply missing(String method, JsonRpcError error) {
        List<String> words = new ArrayList<>();
        Slices.members(required(error)).forEach((name, modes) -> {
            Map<String, JsonSlice> within = Slices.members(modes);
            words.addAll(
                    within.isEmpty()
                            ? List.of(name)
                            : within.keySet().stream().map(m -> name + "." + m).toList());
        });
        String text = "The server needs a capability that this client did not declare: "
                + (words.isEmpty() ? "it does not say which" : String.join(", ", words));
        return method.equals("tools/call")
                ? toolError(text)
                : failure(JsonRpcError.of(JsonRpcError.INTERNAL_ERROR, text, data(error)));
    }

    /**
     * What a client is told that was to open links and did not, or cannot be shown any.
     *
     * @param method what it called
     * @param error with code {@value #LINK_REQUIRED}
     * @return of a tool: a result with {@code isError} that tells the links; of anything else: an internal error
     */
    public static McpReply links(String method, JsonRpcError error) {
        StringBuilder text = new StringBuilder("Open the following, then try again:");
        for (JsonSlice link : linksOf(error)) {
            text.append('\n').append(Slices.text(link, "message")).append(": ").append(Slices.text(link, "url"));
        }
        return method.equals("tools/call") ? toolError(text.toString()) : failure(internal(error));
    }

    private static McpReply toolError(String text) {
        JsonWriter block = JsonWriter.object().put("type", "text").put("text", text);
        return new McpReply.Result(JsonWriter.object()
                .put("content", List.of(block))
                .put("isError", true)
                .toSlice());
    }

    private static McpReply failure(JsonRpcError error) {
        return new McpReply.Failure(error);
    }

    private static JsonRpcError withCode(int code, JsonRpcError error) {
        return new JsonRpcError(
                code, error.message(), Slices.EDITOR.with(error.json(), "code", JsonWriter.write(code)));
    }

    private static JsonRpcError internal(JsonRpcError error) {
        return JsonRpcError.of(
                JsonRpcError.INTERNAL_ERROR,
                error.message(),
                JsonWriter.object().put("original", error.json()).toSlice());
    }

    private static @Nullable JsonSlice required(JsonRpcError error) {
        return Slices.member(data(error), "requiredCapabilities");
    }

    private static @Nullable JsonSlice data(JsonRpcError error) {
        return Slices.member(error.json(), "data");
    }
}
