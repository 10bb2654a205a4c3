package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of every kind, put together from parts that are known, so that no reader is needed to know them. */
final class RandomMessage {

    private static final List<String> METHODS = List.of("tools/call", "ping", "notifications/message", "x\"\\\u0001é");

    private RandomMessage() {}

    static JsonRpcMessage of(RandomJson json) {
        return switch (json.random().nextInt(4)) {
            case 0 -> new JsonRpcMessage.Request(id(json), json.pick(METHODS), params(json, true));
            case 1 -> new JsonRpcMessage.Notification(json.pick(METHODS), params(json, false));
            case 2 -> new JsonRpcMessage.Result(id(json), slice(json.object(3)));
            default -> new JsonRpcMessage.Failure(json.random().nextBoolean() ? id(json) : null, error(json));
        };
    }

    static JsonSlice written(JsonRpcMessage message) {
        if (message instanceof JsonRpcMessage.Request request) {
            return EnvelopeWriter.request(request.id(), request.method(), request.params(), null);
        } else if (message instanceof JsonRpcMessage.Notification notification) {
            return EnvelopeWriter.notification(notification.method(), notification.params());
        } else if (message instanceof JsonRpcMessage.Result result) {
            return EnvelopeWriter.result(result.id(), result.result());
        }
        JsonRpcMessage.Failure failure = (JsonRpcMessage.Failure) message;
        return EnvelopeWriter.failure(failure.id(), failure.error());
    }

    private static RequestId id(RandomJson json) {
        if (json.random().nextBoolean()) {
            return RequestId.of(json.pick(List.of("", "a", "1", "é\n\"")));
        }
        BigInteger number = new BigInteger(1 + json.random().nextInt(90), json.random());
        return new RequestId.OfNumber(number, slice(number.toString()));
    }

    private static JsonRpcError error(RandomJson json) {
        int code = json.random().nextInt();
        String text = json.object(2, "\"code\": " + code, "\"message\":\"no\"");
        return new JsonRpcError(code, "no", slice(text));
    }

    private static @Nullable Params params(RandomJson json, boolean request) {
        if (json.random().nextInt(4) == 0) {
            return null;
        }
        List<String> members = new ArrayList<>();
        JsonSlice name = member(json, members, "name", json.string());
        JsonSlice uri = member(json, members, "uri", json.string());
        List<String> metaMembers = new ArrayList<>();
        JsonSlice token =
                member(json, metaMembers, "progressToken", json.random().nextBoolean() ? json.number() : json.string());
        JsonSlice meta = member(json, members, "_meta", json.object(1, metaMembers.toArray(String[]::new)));
        JsonSlice all = slice(json.object(3, members.toArray(String[]::new)));
        return new Params(all, name, uri, meta, meta == null || !request ? null : token, null, null, true);
    }

    private static @Nullable JsonSlice member(RandomJson json, List<String> members, String name, String value) {
        if (json.random().nextBoolean()) {
            return null;
        }
        members.add("\"" + name + "\"" + json.space() + ":" + json.space() + value);
        return slice(value);
    }

    /** What the writer makes of it: line ends, which are only between tokens here, become spaces. */
    private static JsonSlice slice(String json) {
        return JsonSlice.of(json.replace('\n', ' ').replace('\r', ' '));
    }
}
