package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.standalone.config.Node.ArrayNode;
import dev.trestle.mcp.standalone.config.Node.FlagNode;
import dev.trestle.mcp.standalone.config.Node.ObjectNode;
import dev.trestle.mcp.standalone.config.Node.TextNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes values out of the tree, expanded; what is not of the kind that it must be is told and left out. */
final class Values {

    private final Expansion expansion;
    private final Problems problems;

    Values(Expansion expansion, Problems problems) {
        this.expansion = expansion;
        this.problems = problems;
    }

    Optional<ObjectNode> object(Node node) {
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        wrongKind(node, "an object");
        return Optional.empty();
    }

    Optional<String> text(Node node) {
        if (node instanceof TextNode text) {
            return Optional.ofNullable(expansion.expand(text.path(), text.text()));
        }
        wrongKind(node, "a string");
        return Optional.empty();
    }

    /** A variable that came from a file, which may be secret. */
    void learn(String name, String value) {
        expansion.learn(name, value);
    }

    Optional<Boolean> flag(Node node) {
        if (node instanceof FlagNode flag) {
            return Optional.of(flag.value());
        }
        wrongKind(node, "true or false");
        return Optional.empty();
    }

    /** The strings of a list; those that are none are told. */
    Optional<List<String>> texts(Node node) {
        if (!(node instanceof ArrayNode array)) {
            wrongKind(node, "a list of strings");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        array.items().forEach(item -> text(item).ifPresent(texts::add));
        return Optional.of(List.copyOf(texts));
    }

    /** The strings of an object; those that are none are told. */
    Map<String, String> textMap(Node node) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(node)
                .ifPresent(object -> object.members()
                        .forEach((name, value) -> text(value).ifPresent(text -> texts.put(name, text))));
        return texts;
    }

    void wrongKind(Node node, String wanted) {
        problems.mistake(node.path(), "must be " + wanted + ", not " + node.kind());
    }

    void unknownKey(Node node, String key, Collection<String> known) {
        problems.mistake(
                node.path(),
                "is not a known key"
                        + Words.nearest(key, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; remove it (docs/configuration.md lists all keys)"));
    }
}
