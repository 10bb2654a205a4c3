package dev.trestle.mcp.benchmark.start;

import dev.trestle.mcp.benchmark.process.JdkTool;
import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.process.Proc;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The standalone as a process on this JDK, and the clock that runs since its start. */
final class StartedServer implements AutoCloseable {

    /** The smallest server that there is: it answers initialize, and is no JVM whose start would be measured too. */
    static final List<String> BARE_CHILD = List.of(
            "sed",
            "-un",
            "/\"method\":\"initialize\"/s/.*\"id\":\\([0-9]*\\).*/{\"jsonrpc\":\"2.0\",\"id\":\\1,\"result\":"
                    + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                    + "\"serverInfo\":{\"name\":\"bare\",\"version\":\"1\"}}}/p");

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"}}}";
    private static final Pattern READY = Pattern.compile("trestle: ready http://127\\.0\\.0\\.1:(\\d+)/.*");
    private static final int PATIENCE_MILLIS = 60_000;

    private final Process process;
    private final BufferedReader said;
    private final long begun;
    private final Others others;
    private int port;

    private StartedServer(Process process, long begun, Others others) {
        this.process = process;
        this.said = process.errorReader(StandardCharsets.UTF_8);
        this.begun = begun;
        this.others = others;
    }

    /** Starts it, and waits until it says that it is ready. */
    static StartedServer start(List<String> options, Path jar, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JdkTool.path("java")));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString(), "serve", "--port", "0"));
        command.addAll(arguments);
        Others others = Others.besideOurs();
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        StartedServer server = new StartedServer(process, begun, others);
        try {
            server.port = server.awaitReady();
            return server;
        } catch (IOException failed) {
            server.close();
            throw failed;
        }
    }

    private int awaitReady() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return Integer.parseInt(ready.group(1));
            }
            all.append(line).append('\n');
        }
        throw new IOException("the server did not start: " + all);
    }

    long pid() {
        return process.pid();
    }

    /** Opens a session of the view at {@code /mcp}, whose server answers. */
    void initialize() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n"
                            + "Accept: application/json, text/event-stream\r\nConnection: close\r\nContent-Length: "
                            + INITIALIZE.length() + "\r\n\r\n" + INITIALIZE)
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = upToResult(socket.getInputStream());
            if (!answer.startsWith("HTTP/1.1 200 ") || !answer.contains("\"result\":")) {
                throw new IOException("initialize was answered with " + answer);
            }
        }
    }

    private static String upToResult(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            all.write(some, 0, count);
            if (all.toString(StandardCharsets.UTF_8).contains("\"result\":")) {
                break;
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What it took so far. */
    Cost cost() throws IOException {
        double wall = (System.nanoTime() - begun) / 1e6;
        Proc proc = Proc.ofThisMachine();
        return new Cost(wall, proc.cpu(pid()).toMillis(), proc.status(pid(), "VmRSS") / 1024.0, others.cores());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What a start took.
     *
     * @param wallMillis from its beginning
     * @param cpuMillis of the process
     * @param residentMib memory
     * @param others how many cores other processes used meanwhile
     */
    record Cost(double wallMillis, double cpuMillis, double residentMib, double others) {}
}
