package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.LoadClient;
import dev.trestle.mcp.benchmark.load.Sessions;
import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.load.Target;
import dev.trestle.mcp.benchmark.load.Template;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Servers and connections of one measurement, which end with it, the youngest first. */
final class Stage implements AutoCloseable {

    /** Bytes of the text that is echoed. */
    static final int TEXT = 100;

    private final Deque<Closing> open = new ArrayDeque<>();

    private interface Closing {
        void close() throws IOException;
    }

    ServerProcess server(List<String> command) throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(command);
        open.push(server::close);
        return server;
    }

    /** Connections with sessions; without any at a server that knows none. */
    Subject legacy(String name, ServerProcess server, String path, int connections, int sessions) throws IOException {
        return legacy(name, server, path, connections, sessions, Stage::call);
    }

    Subject legacy(
            String name,
            ServerProcess server,
            String path,
            int connections,
            int sessions,
            Function<Target, Template> request)
            throws IOException {
        LoadClient client = client(server, connections);
        Sessions opened = Sessions.open(client, server.uri(path), sessions);
        open.push(opened::end);
        return new Subject(
                name, server, client, opened.targets().stream().map(request).toList());
    }

    /** The same, of which ids are numbers and texts: in turns on each connection, or on every other one if they share a session. */
    Subject legacyWithAllIds(String name, ServerProcess server, int connections, int sessions) throws IOException {
        LoadClient client = client(server, connections);
        Sessions opened = Sessions.open(client, server.uri("/mcp"), sessions);
        open.push(opened::end);
        return new Subject(name, server, client, withAllIds(opened.targets()));
    }

    /** Clients of 2026-07-28, of which ids are numbers and texts. */
    Subject modernWithAllIds(String name, ServerProcess server, int connections) throws IOException {
        return new Subject(
                name, server, client(server, connections), withAllIds(List.of(Target.modern(server.uri("/mcp")))));
    }

    private static List<Template> withAllIds(List<Target> targets) {
        List<Template> all = new ArrayList<>(targets.stream().map(Stage::call).toList());
        targets.forEach(target -> all.add(Template.callWithTextId(target, TEXT)));
        return all;
    }

    /** Connections to a server that sends back what it gets. */
    Subject reflecting(String name, ServerProcess server, int connections) throws IOException {
        Target target = Target.legacy(server.uri("/mcp"), null);
        return new Subject(name, server, client(server, connections), List.of(Template.reflected(target, TEXT)));
    }

    Subject modern(String name, ServerProcess server, String path, int connections) throws IOException {
        return new Subject(name, server, client(server, connections), List.of(call(Target.modern(server.uri(path)))));
    }

    /** Sessions that are opened before each turn and ended after it. */
    Subject fleeting(String name, ServerProcess server, String path, int connections, int sessions) throws IOException {
        LoadClient client = client(server, connections);
        return new Subject(name, server, client, new Subject.Turn() {
            private @Nullable Sessions opened;

            @Override
            public List<Template> begin() throws IOException {
                Sessions fresh = Sessions.open(client, server.uri(path), sessions);
                opened = fresh;
                return fresh.targets().stream().map(Stage::call).toList();
            }

            @Override
            public void end() throws IOException {
                Objects.requireNonNull(opened).end();
            }
        });
    }

    LoadClient client(ServerProcess server, int connections) throws IOException {
        LoadClient client = new LoadClient(server.uri("/"), connections);
        open.push(client::close);
        return client;
    }

    static Template call(Target target) {
        return Template.call(target, TEXT);
    }

    /** Ends all that is open; what does not end well does not keep the rest from it. */
    @Override
    public void close() throws IOException {
        IOException failed = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
