package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.json.Json;
import java.util.concurrent.CompletionStage;

/**
 * The tools that the contracts call. A fake gets them by {@link #BEHAVIOUR}; a real server under contract builds the same
 * or redirects the contract's calls to what it has.
 *
 * <ul>
 *   <li>{@code echo {text}}: replies with the text
 *   <li>{@code chatter {count}}: reports progress 1 … count, then replies
 *   <li>{@code ask {message}}: sends {@code elicitation/create}, replies {@code answer: <result>} or {@code error: <code>}
 *   <li>{@code stall}: never replies, whatever happens
 *   <li>{@code die}: ends the server, and never replies
 *   <li>{@code fail}: replies with the JSON-RPC error -32001 {@code told so}
 *   <li>{@code announce {text?}}: replies and says {@code notifications/tools/list_changed}, outside any call; with a text,
 *       {@code notifications/message} with the text as its data instead
 *   <li>{@code heard}: replies how often the client said {@code notifications/roots/list_changed}
 * </ul>
 */
public final class ContractTools {

    /** All of them, {@code tools/list} and {@code ping}. */
    public static final Behaviour BEHAVIOUR = ContractTools::answer;

    private static final String LIST = "{\"tools\":["
            + tool("echo") + "," + tool("chatter") + "," + tool("ask") + "," + tool("stall") + "," + tool("fail") + ","
            + tool("announce") + "," + tool("heard") + "," + tool("die") + "]}";

    private ContractTools() {}

    private static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}";
    }

    private static CompletionStage<McpReply> answer(Exchange exchange) {
        return switch (exchange.method()) {
            case "ping" -> Replies.result("{}");
            case "tools/list" -> Replies.result(LIST);
            case "tools/call" ->
                exchange.params().has("/name")
                        ? call(exchange)
                        : Replies.failure(JsonRpcError.INVALID_PARAMS, "tools/call without a name");
            default -> Replies.failure(JsonRpcError.METHOD_NOT_FOUND, "no method " + exchange.method());
        };
    }

    private static CompletionStage<McpReply> call(Exchange exchange) {
        return switch (exchange.params().at("/name").text()) {
            case "echo" -> Replies.text(exchange.params().at("/arguments/text").text());
            case "chatter" -> chatter(exchange);
            case "ask" -> ask(exchange);
            case "stall" -> Replies.never();
            case "die" -> die(exchange);
            case "fail" -> Replies.failure(-32001, "told so");
            case "announce" -> announce(exchange);
            case "heard" -> Replies.text(String.valueOf(exchange.heard("notifications/roots/list_changed")));
            default -> Replies.failure(JsonRpcError.INVALID_PARAMS, "no such tool");
        };
    }

    private static CompletionStage<McpReply> chatter(Exchange exchange) {
        long count = exchange.params().at("/arguments/count").integer();
        for (long i = 1; i <= count; i++) {
            exchange.progress(i);
        }
        return Replies.text(count + " said");
    }

    private static CompletionStage<McpReply> ask(Exchange exchange) {
        String message = exchange.params().at("/arguments/message").toString();
        String schema = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}";
        return exchange.ask("elicitation/create", "{\"message\":" + message + ",\"requestedSchema\":" + schema + "}")
                .thenApply(ContractTools::told);
    }

    private static McpReply told(InputAnswer answer) {
        if (answer instanceof InputAnswer.Result result) {
            return new McpReply.Result(Replies.textResult("answer: " + result.json()));
        }
        InputAnswer.Failure failure = (InputAnswer.Failure) answer;
        return new McpReply.Result(
                Replies.textResult("error: " + failure.error().code()));
    }

    private static CompletionStage<McpReply> die(Exchange exchange) {
        exchange.die();
        return Replies.never();
    }

    private static CompletionStage<McpReply> announce(Exchange exchange) {
        Json text = exchange.params().at("/arguments/text");
        if (text.isPresent()) {
            exchange.sayOutside("notifications/message", "{\"level\":\"info\",\"data\":" + text + "}");
        } else {
            exchange.sayOutside("notifications/tools/list_changed", null);
        }
        return Replies.text("announced");
    }
}
