package dev.trestle.mcp.http.servlet;

import dev.trestle.mcp.http.mount.HttpExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One exchange of a servlet container's. */
final class ServletExchange implements HttpExchange {

    private final String path;
    private final HttpServletRequest request;
    private final ServletBody body;
    private final ServletOutput output;

    ServletExchange(String path, AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
        this.path = path;
        this.request = request;
        this.body = new ServletBody(request);
        this.output = new ServletOutput(async, response);
    }

    /** Hears of what happens to an exchange that is not over yet. Called before its first thread goes back to the container. */
    void watch() {
        output.watch();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String requestPath() {
        return request.getRequestURI();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public @Nullable String host() {
        String host = request.getHeader("Host");
        return host != null ? host : request.getServerName();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = request.getHeaders(name);
        if (!values.hasMoreElements()) {
            return List.of();
        }
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>(List.of(first));
        values.asIterator().forEachRemaining(all::add);
        return all;
    }

    @Override
    public long contentLength() {
        return request.getContentLengthLong();
    }

    @Override
    public String remoteAddress() {
        return request.getRemoteAddr();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return body.read(target, offset, length);
    }

    @Override
    public void onReadable(Runnable action) {
        body.onReadable(action);
    }

    @Override
    public void head(int status, Map<String, String> headers) {
        output.head(status, endsConnection(status, headers));
    }

    @Override
    public void answer(int status, Map<String, String> headers, ByteBuffer whole) {
        output.answer(status, endsConnection(status, headers), whole);
    }

    /** Containers end the connection behind a long body that nobody read, and most do not tell the client by themselves. */
    private Map<String, String> endsConnection(int status, Map<String, String> headers) {
        boolean mayLeaveBody =
                status >= HttpServletResponse.SC_BAD_REQUEST || status == HttpServletResponse.SC_NO_CONTENT;
        if (!mayLeaveBody || headers.containsKey("Connection") || !body.isLeftUnread()) {
            return headers;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Connection", "close");
        return all;
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
        return output.write(bytes, last);
    }

    @Override
    public void onClose(Runnable action) {
        output.onClose(action);
    }

    @Override
    public void abort() {
        output.abort();
    }
}
