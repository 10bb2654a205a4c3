package dev.trestle.mcp.benchmark.limit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The limit for one change that many hear of: GET opens an event stream, and the body of a POST goes out on every one of them,
 * as one event, written and flushed one after the other by the thread that got it.
 */
final class FanOutServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] BEGIN = {'d', 'a', 't', 'a', ':', ' '};
    private static final byte[] END = {'\n', '\n'};

    private final transient List<AsyncContext> streams = new CopyOnWriteArrayList<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        response.flushBuffer();
        streams.add(async);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readAllBytes();
        byte[] event = new byte[BEGIN.length + body.length + END.length];
        System.arraycopy(BEGIN, 0, event, 0, BEGIN.length);
        System.arraycopy(body, 0, event, BEGIN.length, body.length);
        System.arraycopy(END, 0, event, BEGIN.length + body.length, END.length);
        for (AsyncContext stream : streams) {
            send(stream, event);
        }
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    private void send(AsyncContext stream, byte[] event) {
        try {
            ServletOutputStream out = stream.getResponse().getOutputStream();
            out.write(event);
            out.flush();
        } catch (IOException gone) {
            streams.remove(stream);
            stream.complete();
        }
    }
}
