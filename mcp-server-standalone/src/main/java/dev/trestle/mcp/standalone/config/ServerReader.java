package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.standalone.config.Node.FlagNode;
import dev.trestle.mcp.standalone.config.Node.ObjectNode;
import dev.trestle.mcp.standalone.config.Node.TextNode;
import dev.trestle.mcp.standalone.config.ServerKey.Use;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the servers of an {@code mcpServers} (or, as VS Code has it, {@code servers}) object. */
final class ServerReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Values values;
    private final Path folder;
    private final Programs programs;
    private final Problems problems;

    ServerReader(Values values, Path folder, Programs programs, Problems problems) {
        this.values = values;
        this.folder = folder;
        this.programs = programs;
        this.problems = problems;
    }

    /** The servers that are not disabled, in the order of the file. */
    List<ServerSettings> read(Node node) {
        List<ServerSettings> servers = new ArrayList<>();
        values.object(node).ifPresent(object -> {
            object.members()
                    .forEach((name, server) -> values.object(server)
                            .filter(this::isEnabled)
                            .flatMap(enabled -> readServer(name, enabled))
                            .ifPresent(servers::add));
            boolean allDisabled = object.members().values().stream()
                    .allMatch(server -> server instanceof ObjectNode one && !isEnabled(one));
            if (allDisabled) {
                problems.mistake(node.path(), "names no server that is not disabled; add one");
            }
        });
        return servers;
    }

    /** Of a disabled server nothing else is looked at, so that one may stay in the file that needs a later version. */
    private boolean isEnabled(ObjectNode server) {
        return !(server.members().get(ServerKey.DISABLED.key()) instanceof FlagNode flag && flag.value());
    }

    private Optional<ServerSettings> readServer(String name, ObjectNode server) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            problems.mistake(
                    server.path(), "the name becomes part of a URL; use letters, digits, dots, _ and - (at most 64)");
        }
        judgeKeys(server);
        Map<String, Node> members = server.members();
        boolean elsewhere = members.containsKey(ServerKey.URL.key());
        oneOf(members.get(ServerKey.TYPE.key()), elsewhere ? RemoteReader.TYPES : List.of("stdio"), List.of());
        oneOf(members.get(ServerKey.ERA.key()), ServerSettings.ERAS, List.of());
        oneOf(members.get(ServerKey.SHARING.key()), List.of("per-session"), List.of("shared", "per-principal", "pool"));
        ServerSettings.Traits traits = traits(members);
        Node disabled = members.get(ServerKey.DISABLED.key());
        if (disabled != null) {
            values.flag(disabled);
        }
        if (elsewhere) {
            return new RemoteReader(values, problems).read(name, server).map(found -> found.with(traits));
        }
        Node headers = members.get(ServerKey.HEADERS.key());
        if (headers != null) {
            problems.mistake(headers.path(), "belongs to a server with a url; use env, or remove it");
        }
        Path cwd = readFolder(members.get(ServerKey.CWD.key()));
        Map<String, String> environment = readEnvironment(members);
        judgeEnvironment(server, environment);
        Optional<List<String>> command = readCommand(server);
        return command.map(line -> new ServerSettings.Program(name, line, environment, cwd, traits));
    }

    private ServerSettings.Traits traits(Map<String, Node> members) {
        return new ServerSettings.Traits(
                era(members.get(ServerKey.ERA.key())),
                flag(members.get(ServerKey.AWAIT_TASKS.key())),
                flag(members.get(ServerKey.MAP_TASKS.key())),
                names(members.get(ServerKey.DISABLED_TOOLS.key())),
                names(members.get(ServerKey.AUTO_APPROVE.key())));
    }

    private List<String> names(@Nullable Node node) {
        return node == null ? List.of() : values.texts(node).orElse(List.of());
    }

    /** What is no flag is complained about, and counts as none. */
    private boolean flag(@Nullable Node node) {
        return node != null && values.flag(node).orElse(false);
    }

    /** A word that is none has been complained about. */
    private static String era(@Nullable Node node) {
        return node instanceof TextNode word && ServerSettings.ERAS.contains(word.text())
                ? word.text()
                : ServerSettings.ANY_ERA;
    }

    /** Tells what is unknown, ignored or too early. */
    private void judgeKeys(ObjectNode server) {
        server.members().forEach((key, node) -> {
            Optional<ServerKey> known = ServerKey.of(key);
            if (known.isEmpty()) {
                values.unknownKey(node, key, ServerKey.usable());
            } else if (known.get().use() == Use.LATER) {
                problems.notYet(node.path(), known.get().meaning());
            } else if (known.get().use() == Use.IGNORED) {
                problems.warning(node.path(), "has no effect here");
            }
        });
    }

    private void oneOf(@Nullable Node node, List<String> usable, List<String> later) {
        if (node == null) {
            return;
        }
        values.text(node).ifPresent(word -> {
            if (later.contains(word)) {
                problems.notYet(node.path() + " " + word, Words.are(usable));
            } else if (!usable.contains(word)) {
                problems.mistake(node.path(), "\"" + word + "\" is not known; use " + String.join(" or ", usable));
            }
        });
    }

    private Optional<List<String>> readCommand(ObjectNode server) {
        Node command = server.members().get(ServerKey.COMMAND.key());
        List<String> line = new ArrayList<>();
        if (command != null) {
            values.text(command).ifPresent(line::add);
        } else {
            problems.mistake(
                    server.path(), "has no command; add \"command\": the program to start, or \"url\": where it is");
        }
        Node args = server.members().get(ServerKey.ARGS.key());
        List<String> arguments = args == null ? List.of() : values.texts(args).orElse(List.of());
        if (line.isEmpty()) {
            return Optional.empty();
        }
        if (!programs.canStart(line.get(0))) {
            problems.mistake(
                    Node.Paths.member(server.path(), ServerKey.COMMAND.key()),
                    Programs.notFound(line.get(0)) + ", or set \"disabled\": true");
        }
        line.addAll(arguments);
        if (args != null && arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            problems.mistake(args.path(), "one has a character NUL, which no argument can have");
        }
        return Optional.of(line);
    }

    private @Nullable Path readFolder(@Nullable Node node) {
        Path cwd = path(node);
        if (node != null && cwd != null && !Files.isDirectory(cwd)) {
            problems.mistake(node.path(), "there is no folder " + cwd);
        }
        return cwd;
    }

    private Map<String, String> readEnvironment(Map<String, Node> members) {
        Map<String, String> environment = new LinkedHashMap<>();
        Node fileNode = members.get(ServerKey.ENV_FILE.key());
        Path file = path(fileNode);
        if (fileNode instanceof TextNode && file != null) {
            environment.putAll(new EnvFile(fileNode.path(), file, problems).read());
            environment.forEach(values::learn);
        }
        Node own = members.get(ServerKey.ENV.key());
        if (own != null) {
            environment.putAll(values.textMap(own));
        }
        return environment;
    }

    /** No operating system can give a program such a variable, so that each session would fail. */
    private void judgeEnvironment(ObjectNode server, Map<String, String> environment) {
        String path = Node.Paths.member(server.path(), ServerKey.ENV.key());
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                problems.mistake(path, "\"" + name + "\" cannot be the name of a variable");
            } else if (value.indexOf('\0') >= 0) {
                problems.mistake(Node.Paths.member(path, name), "has a character NUL, which no variable can have");
            }
        });
    }

    private @Nullable Path path(@Nullable Node node) {
        if (node == null) {
            return null;
        }
        try {
            return values.text(node).map(folder::resolve).orElse(null);
        } catch (InvalidPathException e) {
            problems.mistake(node.path(), "is not a path");
            return null;
        }
    }
}
