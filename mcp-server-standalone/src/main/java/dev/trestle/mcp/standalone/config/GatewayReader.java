package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.policy.rate.Rate;
import dev.trestle.mcp.standalone.config.GatewayKey.Kind;
import dev.trestle.mcp.standalone.config.Node.ArrayNode;
import dev.trestle.mcp.standalone.config.Node.FlagNode;
import dev.trestle.mcp.standalone.config.Node.NumberNode;
import dev.trestle.mcp.standalone.config.Node.ObjectNode;
import dev.trestle.mcp.standalone.config.Node.TextNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code gateway}, the part of the file that is ours. */
final class GatewayReader {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

    /** Words of later versions, and what there is until then. */
    private static final Map<String, String> LATER = Map.of(
            "interceptors", "interceptors of an embedding program are",
            "trustedProxies", "hosts and origins are");

    private final Values values;
    private final Problems problems;
    private final Map<GatewayKey, Object> read = new EnumMap<>(GatewayKey.class);

    GatewayReader(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    GatewaySettings read(@Nullable Node gateway) {
        if (gateway != null) {
            values.object(gateway).ifPresent(object -> readMembers(object, ""));
        }
        return new GatewaySettings(read);
    }

    private void readMembers(ObjectNode object, String prefix) {
        object.members().forEach((name, node) -> {
            String key = prefix + name;
            Optional<GatewayKey> known = GatewayKey.of(key);
            if (known.isPresent() && name.indexOf('.') >= 0) {
                // The same key could be there twice.
                problems.mistake(
                        node.path(), "stands in an object of its own: \"" + name.replace(".", "\": {\"") + "\": …}");
            } else if (known.isPresent()) {
                readValue(known.get(), node);
            } else if (GatewayKey.isGroup(key)) {
                values.object(node).ifPresent(group -> readMembers(group, key + "."));
            } else if (LATER.containsKey(key)) {
                problems.notYet(node.path(), LATER.get(key));
            } else {
                values.unknownKey(node, key, GatewayKey.keys());
            }
        });
    }

    private void readValue(GatewayKey key, Node node) {
        if (key == GatewayKey.DEFAULT_VIEW
                && node instanceof TextNode text
                && text.text().equals("*")) {
            problems.notYet(node.path() + " \"*\"", "the name of one server is");
        } else if (key.kind() == Kind.TEXTS) {
            values.texts(node).ifPresent(list -> readLines(key, node, list));
        } else {
            scalar(node).ifPresent(text -> readScalar(key, node, text));
        }
    }

    /** A list of strings, each of which may have to be of a form. */
    private void readLines(GatewayKey key, Node node, List<String> lines) {
        if (key == GatewayKey.ACCESS_RULES) {
            RuleCheck.lines(lines).forEach((at, wrong) -> problems.mistake(Node.Paths.item(node.path(), at), wrong));
        }
        read.put(key, lines);
    }

    private void readScalar(GatewayKey key, Node node, String text) {
        boolean numeric = key.kind() == Kind.PORT || key.kind() == Kind.COUNT;
        if ((key.kind() == Kind.TEXT || key.kind() == Kind.PATH) && !(node instanceof TextNode)) {
            values.wrongKind(node, key.wanted());
            return;
        }
        try {
            read.put(key, parse(key, text));
        } catch (IllegalArgumentException wrong) {
            problems.mistake(node.path(), (numeric ? "" : "\"" + text + "\": ") + wrong.getMessage());
        }
    }

    /** Numbers may be strings, because only strings can hold a ${VAR}. */
    private Optional<String> scalar(Node node) {
        if (node instanceof NumberNode number) {
            return Optional.of(number.text());
        }
        if (node instanceof FlagNode flag) {
            return Optional.of(String.valueOf(flag.value()));
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            problems.mistake(node.path(), "must be one value, not " + node.kind());
            return Optional.empty();
        }
        return values.text(node);
    }

    /** A value from its text; the exception's message says what to write instead. */
    static Object parse(GatewayKey key, String text) {
        return switch (key.kind()) {
            case TEXT -> text;
            case TEXTS -> list(text);
            case PATH -> path(text, key);
            case WORD -> word(text, key.words(), key);
            case FLAG -> word(text, List.of("true", "false"), key);
            case PORT -> whole(text, 0, 65_535, key);
            case COUNT -> whole(text, 1, Integer.MAX_VALUE, key);
            case DURATION -> Quantities.duration(text);
            case SIZE -> Quantities.bytes(text);
            case RATE -> Rate.parse(text);
        };
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static String path(String text, GatewayKey key) {
        String trimmed = text.trim();
        String path = (trimmed.startsWith("/") ? trimmed : "/" + trimmed).replaceFirst("/+$", "");
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("must be " + key.wanted());
        }
        return path;
    }

    private static String word(String text, List<String> words, GatewayKey key) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException("must be " + key.wanted());
        }
        return text;
    }

    private static int whole(String text, int from, int to, GatewayKey key) {
        if (WHOLE.matcher(text).matches()) {
            int value = Integer.parseInt(text);
            if (value >= from && value <= to) {
                return value;
            }
        }
        throw new IllegalArgumentException("must be " + key.wanted() + ", not " + text);
    }
}
