package dev.trestle.mcp.standalone.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a server that is at a URL. */
final class RemoteReader {

    /** How such servers speak; the first is the default, and finds it out. */
    static final List<String> TYPES = List.of("http", "streamable-http", "sse");

    private static final List<ServerKey> OF_PROGRAMS =
            List.of(ServerKey.COMMAND, ServerKey.ARGS, ServerKey.ENV, ServerKey.ENV_FILE, ServerKey.CWD);

    private final Values values;
    private final Problems problems;

    RemoteReader(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Optional<ServerSettings> read(String name, Node.ObjectNode server) {
        Map<String, Node> members = server.members();
        for (ServerKey key : OF_PROGRAMS) {
            Node node = members.get(key.key());
            if (node != null) {
                problems.mistake(node.path(), "belongs to a program, and this server has a url; remove one of them");
            }
        }
        Node headers = members.get(ServerKey.HEADERS.key());
        Map<String, String> sent = headers == null ? Map.of() : values.textMap(headers);
        return Optional.ofNullable(members.get(ServerKey.URL.key()))
                .flatMap(this::url)
                .map(url -> new ServerSettings.Remote(name, url, sent, type(members)));
    }

    private static String type(Map<String, Node> members) {
        return members.get(ServerKey.TYPE.key()) instanceof Node.TextNode word && TYPES.contains(word.text())
                ? word.text()
                : TYPES.get(0);
    }

    private Optional<URI> url(Node node) {
        Optional<String> text = values.text(node);
        try {
            return text.map(ServerSettings.Remote::urlOf);
        } catch (IllegalArgumentException wrong) {
            problems.mistake(node.path(), String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }
}
