package dev.trestle.mcp.benchmark.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Small JSON as maps, lists, texts, doubles and flags; null is an empty {@link Optional}. */
final class JsonTree {

    private final JsonParser parser;

    /** Of what the parser's current token begins. */
    JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    Map<String, Object> object() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("an object is expected, not " + parser.currentToken());
        }
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value());
        }
        return members;
    }

    private Object value() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object();
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return items;
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (token.isNumeric()) {
            return parser.getDoubleValue();
        }
        return token.isBoolean() ? (Object) parser.getBooleanValue() : Optional.empty();
    }
}
