package dev.trestle.mcp.http.edge;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of one mount: opens exchanges, knows nothing of JSON-RPC. */
interface Caller extends AutoCloseable {

    /**
     * Begins an exchange.
     *
     * @param declared value of Content-Length, -1 for chunked, -2 for no body at all
     */
    CallerExchange open(String method, String path, Map<String, String> headers, long declared);

    @Override
    void close();

    default CallerExchange send(String method, String path, Map<String, String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        CallerExchange exchange = open(method, path, headers, bytes.length);
        exchange.write(bytes);
        exchange.endBody();
        return exchange;
    }

    default CallerExchange send(String method, String path, Map<String, String> headers) {
        CallerExchange exchange = open(method, path, headers, -2);
        exchange.endBody();
        return exchange;
    }

    default CallerExchange post(Map<String, String> headers, String body) {
        return send("POST", "/mcp", headers, body);
    }

    /** Headers of a POST, with more of them or other ones; an empty value takes one away. */
    static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json, text/event-stream");
        headers.put("Content-Type", "application/json");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1].isEmpty()) {
                headers.remove(namesAndValues[i]);
            } else {
                headers.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return headers;
    }
}
