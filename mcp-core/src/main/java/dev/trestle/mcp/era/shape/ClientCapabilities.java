package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's capabilities from one version to another, and what they allow to ask. What a version does not know is left
 * out; so are tasks, which mean different things in the two eras. Thread-safe.
 */
public final class ClientCapabilities {

    private static final String TASKS_EXTENSION = Typed.RESERVED + "tasks";

    private ClientCapabilities() {}

    /**
     * The capabilities of a legacy client's session, for the envelope of a request of 2026-07-28.
     *
     * @param capabilities what the client declared
     * @param rules the version that it speaks
     * @param reachable whether it can be asked while its request runs
     * @return the capabilities for that request
     * @throws JsonException if they are no object
     */
    public static JsonSlice toEnvelope(JsonSlice capabilities, LegacyRules rules, boolean reachable) {
        return Slices.EDITOR.edit(
                capabilities,
                (name, value) -> switch (name) {
                    case "elicitation", "sampling", "roots" -> reachable ? ask(name, value, rules, true) : null;
                    case "tasks" -> null;
                    case "extensions" -> withoutTasks(value);
                    default -> value;
                },
                Map.of());
    }

    /**
     * The capabilities of any client, for the {@code initialize} of a legacy server.
     *
     * @param capabilities what the client declared
     * @param rules the version that the server is spoken to in
     * @return the capabilities as that version has them
     * @throws JsonException if they are no object
     */
    public static JsonSlice toLegacy(JsonSlice capabilities, LegacyRules rules) {
        return Slices.EDITOR.edit(
                capabilities,
                (name, value) -> switch (name) {
                    case "elicitation", "sampling", "roots" -> ask(name, value, rules, false);
                    case "tasks" -> null;
                    case "extensions" -> withoutTasks(value);
                    default -> value;
                },
                Map.of());
    }

    /**
     * What a client with these capabilities may be asked.
     *
     * @param capabilities a capabilities object of any version
     * @return kinds; none if it is no object
     */
    public static Set<AskKind> asks(JsonSlice capabilities) {
        Set<AskKind> asks = EnumSet.noneOf(AskKind.class);
        for (AskKind kind : AskKind.values()) {
            JsonSlice declared = Slices.member(capabilities, kind.capability());
            boolean plainForm = kind == AskKind.FORM && declared != null && isForm(declared);
            boolean mode = kind.mode() == null || Slices.member(declared, kind.mode()) != null;
            if (Slices.isObject(declared) && (mode || plainForm)) {
                asks.add(kind);
            }
        }
        return asks;
    }

    /**
     * What a server is told that asks what it was not told it may.
     *
     * @param capabilities what the client declared
     * @param method of the question
     * @param params of the question, or null
     * @return empty if it may ask that
     */
    public static Optional<JsonRpcError> refusal(JsonSlice capabilities, String method, @Nullable JsonSlice params) {
        if (AskKind.of(method, params).filter(asks(capabilities)::contains).isPresent()) {
            return Optional.empty();
        }
        boolean otherMode = method.equals("elicitation/create");
        return Optional.of(JsonRpcError.of(
                otherMode ? JsonRpcError.INVALID_PARAMS : JsonRpcError.METHOD_NOT_FOUND,
                "The client did not declare that it can be asked " + method));
    }

    /**
     * The capabilities that a client would need, as {@code data.requiredCapabilities} has them.
     *
     * @param kinds what it would have to be asked
     * @return a capabilities object
     */
    public static JsonSlice required(Set<AskKind> kinds) {
        Map<String, Map<String, Object>> required = new LinkedHashMap<>();
        for (AskKind kind : kinds) {
            Map<String, Object> modes = required.computeIfAbsent(kind.capability(), name -> new LinkedHashMap<>());
            if (kind.mode() != null) {
                modes.put(kind.mode(), Map.of());
            }
        }
        return JsonWriter.write(required);
    }

    /** Whether a client has all that an error of a server says is required, as deep as that goes. */
    static boolean cover(JsonSlice capabilities, @Nullable JsonSlice required) {
        for (Map.Entry<String, JsonSlice> member : Slices.members(required).entrySet()) {
            JsonSlice declared = Slices.member(capabilities, member.getKey());
            boolean plainForm = member.getKey().equals("form") && isForm(capabilities);
            if (!plainForm && (declared == null || !cover(declared, member.getValue()))) {
                return false;
            }
        }
        return true;
    }

    /** Until 2025-11-25 brought links, `elicitation` had no members and meant forms; it still does. */
    private static boolean isForm(JsonSlice elicitation) {
        return Slices.isObject(elicitation) && Slices.isEmpty(elicitation);
    }

    private static @Nullable JsonSlice ask(String name, JsonSlice value, LegacyRules rules, boolean toModern) {
        return switch (name) {
            case "roots" -> toModern ? JsonSlice.EMPTY_OBJECT : value;
            case "sampling" -> rules.knows(Feature.SAMPLING_TOOLS) ? value : JsonSlice.EMPTY_OBJECT;
            default -> elicitation(value, rules, toModern);
        };
    }

    private static @Nullable JsonSlice elicitation(JsonSlice value, LegacyRules rules, boolean toModern) {
        boolean form = isForm(value) || Slices.member(value, "form") != null;
        if (rules.knows(Feature.LINKS) && !(toModern && isForm(value))) {
            return value;
        }
        if (!rules.knows(Feature.FORMS) || !(form || toModern)) {
            return null;
        }
        return toModern ? JsonSlice.of("{\"form\":{}}") : JsonSlice.EMPTY_OBJECT;
    }

    /** Extensions without that of tasks, which the legacy era does not have; null if it was the only one. */
    static @Nullable JsonSlice withoutTasks(JsonSlice extensions) {
        if (!Slices.isObject(extensions)) {
            return null;
        }
        JsonSlice left = Slices.EDITOR.without(extensions, TASKS_EXTENSION);
        return left.length() < extensions.length() && Slices.isEmpty(left) ? null : left;
    }
}
