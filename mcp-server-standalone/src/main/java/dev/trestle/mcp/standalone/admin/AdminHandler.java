package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators. It may block: it has threads of its own, and whoever gets past the gate is trusted with them. */
final class AdminHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    /** What the program's own commands accept. */
    static final String LINES = "text/x-trestle-lines";

    private static final int MAX_BODY = 16 * 1024;

    private final AdminGate gate;
    private final AdminRoutes routes;
    private final Request.Handler health;

    AdminHandler(AdminGate gate, AdminRoutes routes, Request.Handler health) {
        this.gate = gate;
        this.routes = routes;
        this.health = health;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Optional<AdminAnswer> refusal = gate.judgeWhere(request);
        if (refusal.isEmpty() && health.handle(request, response, callback)) {
            return true;
        }
        refusal = refusal.or(() -> gate.judgeWho(request));
        if (refusal.isPresent()) {
            write(request, response, callback, refusal.get());
        } else {
            answer(request, response, callback);
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) throws IOException {
        Optional<AdminRoutes.Route> route = routes.find(Request.getPathInContext(request));
        if (route.isEmpty()) {
            write(
                    request,
                    response,
                    callback,
                    AdminAnswer.refused(404, "there is nothing here", "docs/configuration.md has all"));
            return;
        }
        if (!route.get().method().equals(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, route.get().method());
            write(
                    request,
                    response,
                    callback,
                    AdminAnswer.refused(
                            405, "no such method", "use " + route.get().method()));
            return;
        }
        byte[] body;
        try (InputStream in = Request.asInputStream(request)) {
            body = in.readNBytes(MAX_BODY + 1);
        }
        if (body.length > MAX_BODY) {
            write(request, response, callback, AdminAnswer.refused(413, "the body is too long", "16KiB are enough"));
            return;
        }
        run(route.get(), new AdminRequest(accept(request), JsonSlice.of(body)))
                .whenComplete((answer, problem) -> write(request, response, callback, answered(answer, problem)));
    }

    private static CompletionStage<AdminAnswer> run(AdminRoutes.Route route, AdminRequest request) {
        try {
            return route.action().apply(request);
        } catch (IllegalArgumentException wrong) {
            return CompletableFuture.completedFuture(
                    AdminAnswer.refused(400, String.valueOf(wrong.getMessage()), "correct the body"));
        }
    }

    private static AdminAnswer answered(AdminAnswer answer, Throwable problem) {
        if (problem == null) {
            return answer;
        }
        LOG.error("A request of an operator failed", problem);
        return AdminAnswer.refused(500, "it failed in a way that it should not", "the program's log says more");
    }

    private static String accept(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        return accept == null ? "" : accept;
    }

    private static void write(Request request, Response response, Callback callback, AdminAnswer answer) {
        // Lines for the program's own commands; JSON, or the page as it is, for everybody else.
        boolean lines = accept(request).equals(LINES);
        String text = lines ? String.join("\n", answer.lines()) + "\n" : answer.body();
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, lines ? "text/plain; charset=utf-8" : answer.type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        if (answer.status() == 401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"trestle admin\"");
        }
        if (answer.status() == 413) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
