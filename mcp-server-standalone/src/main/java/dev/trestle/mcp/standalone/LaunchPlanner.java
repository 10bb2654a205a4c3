package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.cli.Command;
import dev.trestle.mcp.standalone.cli.Invocation;
import dev.trestle.mcp.standalone.cli.Option;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.BuiltInKeys;
import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.Programs;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.standalone.config.Words;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Settles what is to be started: an option wins over the environment, that over the file, that over the default. An instance
 * makes one plan.
 */
final class LaunchPlanner {

    private static final Map<String, GatewayKey> VARIABLES = new TreeMap<>(Map.of(
            "MCP_GATEWAY_PORT", GatewayKey.PORT,
            "MCP_GATEWAY_BASE_PATH", GatewayKey.SSE_PATH,
            "MCP_ALLOWED_ORIGINS", GatewayKey.ORIGINS,
            "MCP_EXPOSE_HEADERS", GatewayKey.CORS_EXPOSED_HEADERS));
    private static final String SPANS = "MCP_TOOL_SPANS_DIR";
    private static final Map<Option, GatewayKey> OPTIONS = new EnumMap<>(
            Map.of(Option.HOST, GatewayKey.HOST, Option.PORT, GatewayKey.PORT, Option.PROFILE, GatewayKey.PROFILE));

    private final Map<String, String> environment;
    private final List<String> mistakes = new ArrayList<>();

    LaunchPlanner(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The environment variables that say something. */
    static Set<String> variables() {
        Set<String> all = new TreeSet<>(VARIABLES.keySet());
        all.add(SPANS);
        return all;
    }

    /** The plan; throws a refusal that lists every mistake if there are any. */
    Launch plan(Invocation invocation) {
        judgeWords(invocation);
        Optional<ConfigFile> file = invocation.option(Option.CONFIG.word()).flatMap(this::read);
        GatewaySettings fromFile = fromVariable(
                file.map(found -> found.configuration().gateway()).orElseGet(GatewaySettings::defaults),
                SPANS,
                GatewayKey.SPANS);
        GatewaySettings gateway = invocation.command() == Command.SERVE ? listener(invocation, fromFile) : fromFile;
        refuseMistakes();
        List<ServerSettings> servers = file.map(found -> found.configuration().servers())
                .or(() -> invocation
                        .option(Option.URL.word())
                        .map(LaunchPlanner::remote)
                        .map(List::of))
                .or(() -> invocation.backend().map(LaunchPlanner::server).map(List::of))
                .orElse(List.of());
        Optional<String> era = invocation.option(Option.ERA.word());
        return new Launch(
                era.map(word -> servers.stream()
                                .map(server -> server.ofEra(word))
                                .toList())
                        .orElse(servers),
                servers.isEmpty() && BuiltInKeys.name(gateway).isEmpty(),
                gateway,
                file.map(ConfigFile::warnings).orElse(List.of()),
                SecretSources.options(
                        gateway,
                        environment,
                        file.map(found -> found.configuration().secrets()).orElse(List.of())));
    }

    /** Judges a command that plans nothing; throws a refusal that lists every mistake if there are any. */
    void judge(Invocation invocation) {
        judgeWords(invocation);
        refuseMistakes();
    }

    /** Reads a file as {@link #plan} does, for whoever wants to know what it says. */
    ConfigFile check(Invocation invocation, String name) {
        judgeWords(invocation);
        Optional<ConfigFile> file = read(name);
        refuseMistakes();
        return file.orElseThrow();
    }

    private void refuseMistakes() {
        if (!mistakes.isEmpty()) {
            throw new Refusal(mistakes);
        }
    }

    /** Options whose only values so far are the defaults: they are judged, and need no further care. */
    private void judgeWords(Invocation invocation) {
        judge(invocation, Option.ERA, ServerSettings.ERAS, List.of());
        boolean served = Stream.of(Option.CONFIG, Option.URL)
                        .anyMatch(option -> invocation.option(option.word()).isPresent())
                || invocation.backend().isPresent();
        if (invocation.option(Option.ERA.word()).isPresent() && !served) {
            mistakes.add("--era is about servers; add --config, --url, or -- and the command line of one");
        }
        judge(invocation, Option.SHARING, List.of("per-session"), List.of("shared", "per-principal", "pool"));
        judge(invocation, Option.LOG_LEVEL, LogSetup.LEVELS, List.of());
        invocation.backend().ifPresent(command -> judgeBackend(invocation, command));
        invocation.option(Option.URL.word()).ifPresent(url -> judgeUrl(invocation, url));
    }

    private void judgeUrl(Invocation invocation, String url) {
        if (invocation.option(Option.CONFIG.word()).isPresent()
                || invocation.backend().isPresent()) {
            mistakes.add("--url excludes --config and a server after --; put the servers into a file");
        }
        try {
            ServerSettings.Remote.urlOf(url);
        } catch (IllegalArgumentException wrong) {
            mistakes.add("--url " + wrong.getMessage());
        }
    }

    private void judge(Invocation invocation, Option option, List<String> usable, List<String> later) {
        invocation.option(option.word()).ifPresent(value -> {
            if (later.contains(value)) {
                notYet(option.word() + " " + value, Words.are(usable));
            } else if (!usable.contains(value)) {
                mistakes.add(option.word() + " \"" + value + "\" is not known; use " + String.join(" or ", usable));
            }
        });
    }

    private void judgeBackend(Invocation invocation, List<String> command) {
        if (!invocation.command().takesBackend()) {
            mistakes.add(invocation.command().word() + " takes no server; remove -- and what follows");
        } else if (invocation.option(Option.CONFIG.word()).isPresent()) {
            mistakes.add("--config and a server after -- exclude each other; put the server into the file");
        } else if (command.isEmpty()) {
            mistakes.add("nothing follows --; add the command line of a server");
        } else if (!new Programs(environment).canStart(command.get(0))) {
            mistakes.add(Programs.notFound(command.get(0)));
        }
    }

    private Optional<ConfigFile> read(String file) {
        try {
            ConfigFile found = ConfigFile.read(Path.of(file), environment);
            mistakes.addAll(found.mistakes());
            return Optional.of(found);
        } catch (InvalidPathException e) {
            mistakes.add("--config \"" + file + "\" is not a path");
            return Optional.empty();
        }
    }

    private GatewaySettings listener(Invocation invocation, GatewaySettings fromFile) {
        GatewaySettings settings = fromFile;
        for (Map.Entry<String, GatewayKey> variable : VARIABLES.entrySet()) {
            settings = fromVariable(settings, variable.getKey(), variable.getValue());
        }
        for (Map.Entry<Option, GatewayKey> option : OPTIONS.entrySet()) {
            Optional<String> value = invocation.option(option.getKey().word());
            if (value.isPresent()) {
                settings = with(settings, option.getKey().word(), option.getValue(), value.get());
            }
        }
        return settings;
    }

    /** A blank variable is one that is not set. */
    private GatewaySettings fromVariable(GatewaySettings settings, String variable, GatewayKey key) {
        String text = environment.getOrDefault(variable, "").trim();
        if (text.isEmpty()) {
            return settings;
        }
        if (key.kind() == GatewayKey.Kind.TEXTS && text.replace(",", "").isBlank()) {
            mistakes.add(variable + " lists nothing; unset it, or write " + key.key() + " with commas between them");
            return settings;
        }
        return with(settings, variable, key, text);
    }

    private GatewaySettings with(GatewaySettings settings, String source, GatewayKey key, String text) {
        try {
            return settings.with(key, text);
        } catch (IllegalArgumentException wrong) {
            mistakes.add(source + " " + wrong.getMessage());
            return settings;
        }
    }

    /** The one server of the command line, named after its host. */
    private static ServerSettings remote(String text) {
        URI url = ServerSettings.Remote.urlOf(text);
        String name = url.getHost().matches("[A-Za-z0-9][A-Za-z0-9.-]{0,63}") ? url.getHost() : "server";
        return new ServerSettings.Remote(name, url, Map.of(), "http");
    }

    /** The one server of the command line, named after its program, because its name is seen in messages and logs. */
    private static ServerSettings server(List<String> command) {
        String program = command.get(0).replaceFirst(".*[/\\\\]", "");
        String name = program.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") ? program : "server";
        return new ServerSettings.Program(name, command, Map.of(), null);
    }

    private void notYet(String word, String instead) {
        mistakes.add(word + " is not available yet; " + instead);
    }
}
