package dev.trestle.mcp.standalone.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the file says of the server that comes with Trestle, and whether that makes sense. */
public final class BuiltInKeys {

    /** The words of {@code builtins.tools}. */
    public static final List<String> TOOLS =
            List.of("catalog", "command", "files", "prompts", "health", "metrics", "reload");

    /** Those with keys of their own, which begin with the word. */
    private static final List<String> WITH_KEYS = List.of("catalog", "command", "files", "prompts");

    /** What a part cannot do without. */
    private static final Map<String, GatewayKey> NEEDED = new TreeMap<>(Map.of(
            "command",
            GatewayKey.COMMAND_FOLDER,
            "files",
            GatewayKey.FILES_FOLDERS,
            "prompts",
            GatewayKey.PROMPTS_FOLDER));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private BuiltInKeys() {}

    /** Which parts it has, in the order of {@link #TOOLS}. */
    public static List<String> tools(GatewaySettings settings) {
        List<String> wanted = settings.texts(GatewayKey.BUILTINS_TOOLS).orElse(List.of());
        return TOOLS.stream().filter(wanted::contains).toList();
    }

    /** The server's name, or empty if there is none. */
    public static Optional<String> name(GatewaySettings settings) {
        return tools(settings).isEmpty() ? Optional.empty() : settings.text(GatewayKey.BUILTINS_NAME);
    }

    /** The names of all servers, this one among them. */
    public static List<String> withBuiltIn(List<ServerSettings> servers, GatewaySettings settings) {
        List<String> names = new ArrayList<>();
        servers.forEach(server -> names.add(server.name()));
        name(settings).ifPresent(names::add);
        return names;
    }

    /** Finds what is wrong, by the servers that are configured besides. */
    static void judge(GatewaySettings settings, List<ServerSettings> servers, Problems problems) {
        List<String> wanted = settings.texts(GatewayKey.BUILTINS_TOOLS).orElse(List.of());
        for (int i = 0; i < wanted.size(); i++) {
            if (!TOOLS.contains(wanted.get(i))) {
                problems.mistake(
                        Node.Paths.item(path(GatewayKey.BUILTINS_TOOLS), i),
                        "\"" + wanted.get(i) + "\" is none of " + String.join(", ", TOOLS));
            }
        }
        String name = settings.text(GatewayKey.BUILTINS_NAME).orElseThrow();
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            problems.mistake(
                    path(GatewayKey.BUILTINS_NAME),
                    "the name becomes part of a URL; use letters, digits, dots, _ and - (at most 64)");
        } else if (!wanted.isEmpty()
                && servers.stream().anyMatch(server -> server.name().equals(name))) {
            problems.mistake(
                    path(GatewayKey.BUILTINS_NAME),
                    "\"" + name + "\" is the name of another server; choose one of its own");
        }
        judgeUnused(settings, wanted, problems);
        NEEDED.forEach((tool, key) -> {
            if (wanted.contains(tool) && !settings.isGiven(key)) {
                problems.mistake(path(GatewayKey.BUILTINS_TOOLS), "has \"" + tool + "\", which needs " + path(key));
            }
        });
    }

    private static void judgeUnused(GatewaySettings settings, List<String> wanted, Problems problems) {
        Arrays.stream(GatewayKey.values())
                .filter(settings::isGiven)
                .forEach(key -> part(key)
                        .filter(part -> !wanted.contains(part))
                        .ifPresent(part -> problems.mistake(
                                path(key),
                                "has no effect without \"" + part + "\" in " + path(GatewayKey.BUILTINS_TOOLS))));
        if (settings.isGiven(GatewayKey.BUILTINS_NAME) && wanted.isEmpty()) {
            problems.mistake(
                    path(GatewayKey.BUILTINS_NAME), "has no effect without " + path(GatewayKey.BUILTINS_TOOLS));
        }
    }

    /** The part that a key is about, if it is about one. */
    private static Optional<String> part(GatewayKey key) {
        return WITH_KEYS.stream()
                .filter(tool -> key.key().startsWith(tool + "."))
                .findFirst();
    }

    private static String path(GatewayKey key) {
        return "gateway." + key.key();
    }
}
