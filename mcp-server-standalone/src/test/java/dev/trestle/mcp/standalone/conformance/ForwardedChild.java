package dev.trestle.mcp.standalone.conformance;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A child of {@link BareForwarder}: a synchronized write, one reader thread, answers matched by the text of their id. */
final class ForwardedChild {
    private final Map<String, AsyncContext> waiting = new ConcurrentHashMap<>();
    private final OutputStream stdin;

    ForwardedChild(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        stdin = process.getOutputStream();
        Thread reader = new Thread(() -> read(process), "reader");
        reader.setDaemon(true);
        reader.start();
    }

    void forward(byte[] body, AsyncContext async) throws IOException {
        String id = id(new String(body, StandardCharsets.UTF_8));
        if (id.isEmpty()) {
            accepted(async);
        } else {
            waiting.put(id, async);
        }
        synchronized (stdin) {
            stdin.write(body);
            stdin.write('\n');
            stdin.flush();
        }
    }

    private static void accepted(AsyncContext async) {
        ((HttpServletResponse) async.getResponse()).setStatus(HttpServletResponse.SC_ACCEPTED);
        async.complete();
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                AsyncContext async = waiting.remove(id(line));
                if (async != null) {
                    answer(line, async);
                }
            }
        } catch (IOException e) {
            System.err.println("forwarder: " + e);
        }
    }

    private static void answer(String line, AsyncContext async) throws IOException {
        byte[] body = line.getBytes(StandardCharsets.UTF_8);
        async.getResponse().setContentType("application/json");
        async.getResponse().setContentLength(body.length);
        async.getResponse().getOutputStream().write(body);
        async.complete();
    }

    /** The id as it is written, or nothing; good enough for the messages that the measurement sends. */
    private static String id(String message) {
        int start = message.indexOf("\"id\":");
        if (start < 0) {
            return "";
        }
        int end = start + 5;
        while (end < message.length() && message.charAt(end) != ',' && message.charAt(end) != '}') {
            end++;
        }
        return message.substring(start + 5, end);
    }
}
