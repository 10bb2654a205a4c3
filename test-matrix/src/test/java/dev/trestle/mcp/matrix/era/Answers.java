package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.json.Json;

/** A user who does what the question says. */
final class Answers {

    private final ClientKind client;

    Answers(ClientKind client) {
        this.client = client;
    }

    InputAnswer answer(String method, Json params) {
        return switch (method) {
            case "elicitation/create" -> elicited(params);
            case "sampling/createMessage" ->
                result("{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"hello\"},\"model\":\"m1\"}");
            case "roots/list" -> result("{\"roots\":[{\"uri\":\"file:///a\"},{\"uri\":\"file:///b\"}]}");
            default -> failure(JsonRpcError.METHOD_NOT_FOUND, "no method " + method);
        };
    }

    private InputAnswer elicited(Json params) {
        if (!client.knowsForms()) {
            return failure(JsonRpcError.METHOD_NOT_FOUND, "no method elicitation/create");
        }
        if ("url".equals(params.at("/mode").value())) {
            return client.knowsLinks()
                    ? result("{\"action\":\"accept\"}")
                    : failure(JsonRpcError.INVALID_PARAMS, "no mode url");
        }
        return switch (params.at("/message").text()) {
            case "who comes after accept Ada?" -> result("{\"action\":\"accept\",\"content\":{\"name\":\"Bob\"}}");
            case "second?", "decline!" -> result("{\"action\":\"decline\"}");
            case "cancel!" -> result("{\"action\":\"cancel\"}");
            case "fail!" -> client.isModern() ? result("{\"action\":\"cancel\"}") : failure(-1, "the user rejected it");
            default -> result("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        };
    }

    private static InputAnswer result(String json) {
        return new InputAnswer.Result(JsonSlice.of(json));
    }

    private static InputAnswer failure(int code, String message) {
        return new InputAnswer.Failure(JsonRpcError.of(code, message));
    }
}
