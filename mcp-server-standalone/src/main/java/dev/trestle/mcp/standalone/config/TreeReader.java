package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.standalone.config.Node.ArrayNode;
import dev.trestle.mcp.standalone.config.Node.FlagNode;
import dev.trestle.mcp.standalone.config.Node.NullNode;
import dev.trestle.mcp.standalone.config.Node.NumberNode;
import dev.trestle.mcp.standalone.config.Node.ObjectNode;
import dev.trestle.mcp.standalone.config.Node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads JSON as editors write it, with comments and trailing commas, into a tree that knows its paths. */
final class TreeReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private final Problems problems;

    TreeReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads one value; empty, with a mistake told, if it is not JSON. */
    Optional<Node> read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                problems.mistake("", "is empty; write {\"mcpServers\": {...}}");
                return Optional.empty();
            }
            Node root = value(parser, "");
            if (parser.nextToken() != null) {
                problems.mistake("", place(parser.currentTokenLocation()) + "something follows the end of the object");
            }
            return Optional.of(root);
        } catch (StreamConstraintsException tooMuch) {
            problems.mistake("", "is nested too deep, or has a name or a number that is too long");
            return Optional.empty();
        } catch (JacksonException notJson) {
            problems.mistake("", place(notJson.getLocation()) + "not JSON: " + notJson.getOriginalMessage());
            return Optional.empty();
        }
    }

    private Node value(JsonParser parser, String path) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser, path);
        }
        if (token == JsonToken.START_ARRAY) {
            return array(parser, path);
        }
        if (token == JsonToken.VALUE_STRING) {
            return new TextNode(path, parser.getString());
        }
        if (token.isNumeric()) {
            return new NumberNode(path, parser.getString());
        }
        if (token.isBoolean()) {
            return new FlagNode(path, token == JsonToken.VALUE_TRUE);
        }
        return new NullNode(path);
    }

    private Node object(JsonParser parser, String path) {
        Map<String, Node> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String keyPath = Node.Paths.member(path, key);
            parser.nextToken();
            if (members.put(key, value(parser, keyPath)) != null) {
                problems.mistake(keyPath, "is there twice; remove one of them");
            }
        }
        return new ObjectNode(path, members);
    }

    private Node array(JsonParser parser, String path) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, Node.Paths.item(path, items.size())));
        }
        return new ArrayNode(path, items);
    }

    private static String place(TokenStreamLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }
}
