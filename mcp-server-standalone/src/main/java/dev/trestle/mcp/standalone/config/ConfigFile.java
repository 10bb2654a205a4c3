package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.standalone.config.Node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found in a configuration file.
 *
 * @param configuration what it says; meaningless while there are mistakes
 * @param mistakes one line each, with the file, the key and what to change; the file cannot be used if there are any
 * @param warnings one line each, for what was ignored and might have been meant to work
 * @param remarks one line each, for what belongs to other programs
 */
public record ConfigFile(
        Configuration configuration, List<String> mistakes, List<String> warnings, List<String> remarks) {

    private static final int MAX_FILE = 1024 * 1024;
    private static final String MCP_SERVERS = "mcpServers";
    private static final String SERVERS = "servers";
    private static final String INPUTS = "inputs";
    private static final String GATEWAY = "gateway";
    private static final List<String> TOP = List.of(MCP_SERVERS, SERVERS, INPUTS, GATEWAY);

    /**
     * Reads a file and everything that it refers to. Never throws for what is in it.
     *
     * @param file the file
     * @param environment the environment variables
     * @return what was found
     */
    public static ConfigFile read(Path file, Map<String, String> environment) {
        Problems problems = new Problems(file.toString());
        Configuration configuration = text(file, problems)
                .flatMap(text -> new TreeReader(problems).read(text))
                .map(root -> configuration(root, file, environment, problems))
                .orElseGet(() -> new Configuration(List.of(), GatewaySettings.defaults(), List.of()));
        return new ConfigFile(configuration, problems.mistakes(), problems.warnings(), problems.remarks());
    }

    private static Optional<String> text(Path file, Problems problems) {
        try {
            if (!Files.isRegularFile(file)) {
                problems.mistake("", Files.exists(file) ? "is not a file" : "there is no such file");
            } else if (Files.size(file) > MAX_FILE) {
                problems.mistake("", "is larger than 1MiB");
            } else {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                // Some editors begin a file with a byte order mark.
                return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
            }
        } catch (CharacterCodingException e) {
            problems.mistake("", "is not UTF-8; save it as such");
        } catch (IOException e) {
            problems.mistake("", "cannot be read; look at its permissions");
        }
        return Optional.empty();
    }

    private static Configuration configuration(
            Node root, Path file, Map<String, String> environment, Problems problems) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
        Expansion expansion = new Expansion(environment, folder, problems);
        Values values = new Values(expansion, problems);
        ServerReader serverReader = new ServerReader(values, folder, new Programs(environment), problems);
        if (!(root instanceof ObjectNode top)) {
            values.wrongKind(root, "an object");
            return new Configuration(List.of(), GatewaySettings.defaults(), List.of());
        }
        List<ServerSettings> servers = new ArrayList<>();
        top.members().forEach((key, node) -> {
            if (key.equals(MCP_SERVERS) || key.equals(SERVERS)) {
                servers.addAll(serverReader.read(node));
            }
        });
        GatewaySettings gateway =
                new GatewayReader(values, problems).read(top.members().get(GATEWAY));
        judgeTop(top, !BuiltInKeys.tools(gateway).isEmpty(), problems);
        BuiltInKeys.judge(gateway, servers, problems);
        RuleCheck.unused(gateway, environment, problems);
        judgeView(gateway, BuiltInKeys.withBuiltIn(servers, gateway), problems);
        return new Configuration(servers, gateway, expansion.contents());
    }

    private static void judgeTop(ObjectNode top, boolean builtIns, Problems problems) {
        boolean ours = top.members().containsKey(MCP_SERVERS);
        boolean editors = top.members().containsKey(SERVERS);
        if (ours && editors) {
            problems.mistake(SERVERS, "is there beside mcpServers; put all servers into one of them");
        } else if (!ours && !editors && !builtIns) {
            String near = top.members().keySet().stream()
                    .filter(key -> Words.nearest(key, List.of(MCP_SERVERS)).isPresent())
                    .findFirst()
                    .map(key -> "; rename \"" + key + "\"")
                    .orElse("");
            problems.mistake("", "names no servers; add \"mcpServers\": {\"name\": {\"command\": ...}}" + near);
        }
        top.members().keySet().stream()
                .filter(key -> !TOP.contains(key))
                .forEach(key -> problems.remark(key, "belongs to another program and is ignored"));
    }

    private static void judgeView(GatewaySettings gateway, List<String> names, Problems problems) {
        gateway.texts(GatewayKey.ACCESS_RULES)
                .ifPresent(rules -> RuleCheck.backends(rules, names)
                        .forEach((at, wrong) -> problems.mistake(
                                Node.Paths.item(GATEWAY + "." + GatewayKey.ACCESS_RULES.key(), at), wrong)));
        gateway.texts(GatewayKey.ACCESS_RULES)
                .ifPresent(rules -> RuleCheck.principals(rules, gateway)
                        .forEach((at, wrong) -> problems.warning(
                                Node.Paths.item(GATEWAY + "." + GatewayKey.ACCESS_RULES.key(), at), wrong)));
        gateway.texts(GatewayKey.APPROVAL_TOOLS)
                .ifPresent(tools -> RuleCheck.tools(tools, names)
                        .forEach((at, wrong) -> problems.mistake(
                                Node.Paths.item(GATEWAY + "." + GatewayKey.APPROVAL_TOOLS.key(), at), wrong)));
        if (gateway.isGiven(GatewayKey.APPROVAL_WHEN)
                && !gateway.text(GatewayKey.APPROVAL_WHEN).equals(Optional.of("off"))
                && !gateway.isGiven(GatewayKey.ADMIN_PORT)) {
            problems.warning(
                    GATEWAY + "." + GatewayKey.APPROVAL_WHEN.key(),
                    "only users of clients that can ask them decide; set gateway.admin.port to decide on other calls");
        }
        gateway.text(GatewayKey.DEFAULT_VIEW)
                .filter(view -> !names.contains(view))
                .ifPresent(view -> problems.mistake(
                        GATEWAY + "." + GatewayKey.DEFAULT_VIEW.key(),
                        "\"" + view + "\" is none of the servers; use " + String.join(", ", names)));
    }
}
