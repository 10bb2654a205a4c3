package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts JSON-RPC messages together. Each is one line: raw line ends, which JSON allows only between its tokens, become
 * spaces in the copy that is made anyway. Nothing is parsed unless params must be looked into and were not yet.
 *
 * <p>Thread-safe. The slices given are not checked to be JSON; they are never changed.
 */
public final class EnvelopeWriter {

    /** Said to all clients at once, and kept for each of them that may come back for it. */
    private static final Map<String, JsonSlice> NEWS = Stream.of("tools", "prompts", "resources")
            .map(list -> "notifications/" + list + "/list_changed")
            .collect(Collectors.toUnmodifiableMap(method -> method, method -> made(method, null)));

    private EnvelopeWriter() {}

    /**
     * A request.
     *
     * @param id its id
     * @param method its method
     * @param params its params, or null for none
     * @param progressToken what to replace {@code params._meta.progressToken} by, or null to leave it
     * @return the message in one line
     * @throws IllegalArgumentException if there is a token to replace it by, but none to replace
     * @throws JsonException if params must be looked into and are no acceptable object
     */
    public static JsonSlice request(
            RequestId id, String method, @Nullable Params params, @Nullable JsonSlice progressToken) {
        JsonSlice sent = params == null ? null : params.json();
        int capacity = 60 + method.length() + id.json().length() + length(sent) + length(progressToken);
        Line line = new Line(capacity)
                .member("{\"jsonrpc\":\"2.0\",\"id\":", id.json())
                .text(",\"method\":")
                .string(method);
        if (progressToken == null) {
            return line.memberUnlessNull(",\"params\":", sent).end();
        }
        Params indexed = indexed(params);
        JsonSlice old = metaToken(indexed);
        return line.text(",\"params\":")
                .spliced(indexed.json(), indexed.json().indexOf(old), old.length(), progressToken)
                .end();
    }

    private static Params indexed(@Nullable Params params) {
        if (params == null) {
            throw new IllegalArgumentException("no params, no progress token to replace");
        }
        return ParamsIndex.indexed(params);
    }

    private static JsonSlice metaToken(Params params) {
        JsonSlice meta = params.meta();
        JsonSlice token = params.progressToken();
        if (meta == null
                || token == null
                || meta.indexOf(token) < 0
                || params.json().indexOf(token) < 0) {
            throw new IllegalArgumentException("no `_meta.progressToken` to replace");
        }
        return token;
    }

    /**
     * A notification.
     *
     * @param method its method
     * @param params its params, or null for none
     * @return the message in one line
     */
    public static JsonSlice notification(String method, @Nullable Params params) {
        JsonSlice news = params == null ? NEWS.get(method) : null;
        return news == null ? made(method, params) : news;
    }

    private static JsonSlice made(String method, @Nullable Params params) {
        JsonSlice sent = params == null ? null : params.json();
        return new Line(50 + method.length() + length(sent))
                .text("{\"jsonrpc\":\"2.0\",\"method\":")
                .string(method)
                .memberUnlessNull(",\"params\":", sent)
                .end();
    }

    /**
     * A response that succeeded.
     *
     * @param id of the request
     * @param result a JSON object
     * @return the message in one line
     */
    public static JsonSlice result(RequestId id, JsonSlice result) {
        return new Line(40 + id.json().length() + result.length())
                .member("{\"jsonrpc\":\"2.0\",\"id\":", id.json())
                .member(",\"result\":", result)
                .end();
    }

    /**
     * A response that failed.
     *
     * @param id of the request, or null if it could not be read: then there is no {@code id} in the message
     * @param error what failed
     * @return the message in one line
     */
    public static JsonSlice failure(@Nullable RequestId id, JsonRpcError error) {
        return new Line(40
                        + length(id == null ? null : id.json())
                        + error.json().length())
                .text("{\"jsonrpc\":\"2.0\"")
                .memberUnlessNull(",\"id\":", id == null ? null : id.json())
                .member(",\"error\":", error.json())
                .end();
    }

    /**
     * A batch.
     *
     * @param messages the messages, each in one line
     * @return the array in one line
     */
    public static JsonSlice batch(List<JsonSlice> messages) {
        int capacity = 2 + messages.size();
        for (JsonSlice message : messages) {
            capacity += message.length();
        }
        Line line = new Line(capacity).text("[");
        for (int i = 0; i < messages.size(); i++) {
            line.text(i == 0 ? "" : ",").slice(messages.get(i));
        }
        return line.text("]").toSlice();
    }

    /**
     * The params of a {@code notifications/progress} for another receiver.
     *
     * @param progressParams the params as they came
     * @param token the receiver's token
     * @return the params with that {@code progressToken}, indexed
     * @throws IllegalArgumentException if there is no {@code progressToken} to replace
     * @throws JsonException if the params must be looked into and are no acceptable object
     */
    public static Params withProgressToken(Params progressParams, JsonSlice token) {
        JsonSlice old = progressParams.progressToken();
        JsonSlice meta = progressParams.meta();
        if (old == null || (meta != null && meta.indexOf(old) >= 0)) {
            old = ParamsIndex.ofProgress(progressParams.json()).progressToken();
        }
        if (old == null) {
            throw new IllegalArgumentException("no `progressToken` to replace");
        }
        return ParamsIndex.ofProgress(splice(progressParams.json(), old, token));
    }

    /**
     * Replaces a part of a value.
     *
     * @param whole the value
     * @param part a part of it: a view of the very same bytes
     * @param replacement what stands there instead
     * @return the new value in one line
     * @throws IllegalArgumentException if it is no part
     */
    public static JsonSlice splice(JsonSlice whole, JsonSlice part, JsonSlice replacement) {
        int at = whole.indexOf(part);
        if (at < 0) {
            throw new IllegalArgumentException("not a part of the value");
        }
        return new Line(whole.length() - part.length() + replacement.length())
                .spliced(whole, at, part.length(), replacement)
                .toSlice();
    }

    private static int length(@Nullable JsonSlice slice) {
        return slice == null ? 0 : slice.length();
    }
}
