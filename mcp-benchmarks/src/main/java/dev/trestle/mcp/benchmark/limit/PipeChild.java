package dev.trestle.mcp.benchmark.limit;

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

/** A child process: bodies are written to it under a lock, and one thread reads its answers and sends them. */
final class PipeChild {

    private final Map<String, AsyncContext> waiting = new ConcurrentHashMap<>();
    private final Process process;
    private final OutputStream stdin;

    PipeChild(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        stdin = process.getOutputStream();
        Thread reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    void forward(byte[] body, AsyncContext async) throws IOException {
        String id = id(new String(body, StandardCharsets.UTF_8));
        if (id.isEmpty()) {
            ((HttpServletResponse) async.getResponse()).setStatus(HttpServletResponse.SC_ACCEPTED);
            async.complete();
        } else {
            waiting.put(id, async);
        }
        synchronized (stdin) {
            stdin.write(body);
            stdin.write('\n');
            stdin.flush();
        }
    }

    void end() {
        process.destroy();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                AsyncContext async = waiting.remove(id(line));
                if (async != null) {
                    answer(line, async);
                }
            }
        } catch (IOException e) {
            System.err.println("limit: " + e);
        }
    }

    private static void answer(String line, AsyncContext async) throws IOException {
        byte[] body = line.getBytes(StandardCharsets.UTF_8);
        async.getResponse().setContentType("application/json");
        async.getResponse().setContentLength(body.length);
        async.getResponse().getOutputStream().write(body);
        async.complete();
    }

    /** The id as it is written, or nothing. */
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
