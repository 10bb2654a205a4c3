package dev.trestle.mcp.standalone;

import dev.trestle.mcp.health.Readiness;
import dev.trestle.mcp.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Tells whoever watches over processes how this one is: {@code /livez} that it runs, {@code /health} that it takes requests,
 * {@code /readyz} that its parts are fit for work too.
 */
final class HealthHandler extends Handler.Abstract.NonBlocking {

    private static final String ALIVE = "/livez";
    private static final String READY = "/readyz";
    static final Set<String> PATHS = Set.of("/health", READY, ALIVE);

    private final BooleanSupplier accepting;
    private final Readiness readiness;
    private final boolean parts;

    /**
     * Tells.
     *
     * @param accepting whether requests are taken
     * @param readiness how the parts are
     * @param parts whether each part is named
     */
    HealthHandler(BooleanSupplier accepting, Readiness readiness, boolean parts) {
        this.accepting = accepting;
        this.readiness = readiness;
        this.parts = parts;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (!PATHS.contains(path)) {
            return false;
        }
        boolean isGet = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!isGet) {
            response.setStatus(405);
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
        } else if (!path.equals(ALIVE) && !accepting.getAsBoolean()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            write(response, callback, false, JsonWriter.object().put("status", "draining"));
        } else if (!path.equals(READY)) {
            write(response, callback, true, JsonWriter.object().put("status", "ok"));
        } else {
            readiness.report().thenAccept(report -> write(response, callback, report));
        }
        return true;
    }

    private void write(Response response, Callback callback, Readiness.Report report) {
        JsonWriter body = JsonWriter.object().put("status", report.ready() ? "ok" : "degraded");
        write(response, callback, report.ready(), parts ? body.put("components", report.toJson()) : body);
    }

    private static void write(Response response, Callback callback, boolean ok, JsonWriter body) {
        response.setStatus(ok ? 200 : 503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = body.toSlice().toString().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
