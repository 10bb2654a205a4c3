package dev.trestle.mcp.benchmark.limit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The limit for a gateway to a process: {@code startAsync}, {@code readAllBytes}, body and newline to the child, the answer from
 * the thread that reads it. Below {@code /one} there is one child for all, below {@code /each} one for each connection, which
 * DELETE ends.
 */
final class PipeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, PipeChild> children = new ConcurrentHashMap<>();
    private final transient List<String> command;

    PipeServlet(List<String> command) {
        this.command = command;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PipeChild child = children.computeIfAbsent(key(request), id -> start());
        AsyncContext async = request.startAsync();
        child.forward(request.getInputStream().readAllBytes(), async);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
        PipeChild child = children.remove(key(request));
        if (child != null) {
            child.end();
        }
    }

    private static String key(HttpServletRequest request) {
        return request.getServletPath().equals("/one")
                ? "one"
                : request.getServletConnection().getConnectionId();
    }

    private PipeChild start() {
        try {
            return new PipeChild(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
