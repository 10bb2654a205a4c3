package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.testkit.json.Json;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON-RPC and 2026-07-28 want a client's message to look like. */
final class Shape {

    private Shape() {}

    /** What is wrong with it, or null. */
    static @Nullable String wrong(Json message) {
        if (!(message.value() instanceof Map)) {
            return message.value() instanceof List ? "a batch" : "no object";
        } else if (!"2.0".equals(message.at("/jsonrpc").value())) {
            return "jsonrpc is not 2.0";
        } else if (!message.has("/method")) {
            return message.has("/result") || message.has("/error") ? "a response" : "no method";
        } else if (!(message.at("/method").value() instanceof String)) {
            return "the method is no string";
        } else if (message.has("/id") && !id(message).isPresent()) {
            return "the id is neither a string nor an integer";
        }
        return message.has("/params") && !(message.at("/params").value() instanceof Map) ? "params is no object" : null;
    }

    /** The id if it is one, otherwise a missing value. */
    static Json id(Json message) {
        Json id = message.at("/id");
        boolean good = id.value() instanceof String || id.value() instanceof Long || id.value() instanceof BigInteger;
        return good ? id : message.at("/no id");
    }
}
