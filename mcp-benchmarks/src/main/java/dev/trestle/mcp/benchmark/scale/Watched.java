package dev.trestle.mcp.benchmark.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, on this JDK, looked at from outside. It says {@code ready http://…} when it is. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready (http://\\S+)");
    private static final int START_SECONDS = 60;
    private static final long TICKS_PER_SECOND = 100;
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

    private final Process process;
    private final InetSocketAddress address;

    private ServerProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts the standalone. */
    static ServerProcess standalone(Path jar, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", jar.toString(), "serve", "--port", "0"));
        command.addAll(List.of(arguments));
        return start(heap, command);
    }

    /** Starts a main class of this module, which is told to take any free port. */
    static ServerProcess main(Class<?> main, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(heap, command);
    }

    private static ServerProcess start(String heap, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(BIN.resolve("java").toString(), "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> listen(process, ready), "server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            URI uri = ready.get(START_SECONDS, TimeUnit.SECONDS);
            return new ServerProcess(process, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), uri.getPort()));
        } catch (Exception e) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + command, e);
        }
    }

    private static void listen(Process process, CompletableFuture<URI> ready) {
        List<String> said = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(URI.create(matcher.group(1)));
                } else if (said.size() < 20) {
                    said.add(line);
                }
            }
        } catch (IOException e) {
            said.add(String.valueOf(e.getMessage()));
        }
        ready.completeExceptionally(new IOException(String.join("\n", said)));
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Seconds of CPU that the process has used, in user and in kernel mode. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
    }

    /** How many threads it has. */
    int threads() throws IOException {
        return (int) status("Threads:");
    }

    /** The memory that it has, in KiB. */
    long residentKib() throws IOException {
        return status("VmRSS:");
    }

    private long status(String name) throws IOException {
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /** All objects that are alive, after two collections: what the first one's references held is gone with the second. */
    Histogram histogram() throws IOException, InterruptedException {
        jcmd("GC.run");
        return Histogram.parse(jcmd("GC.class_histogram"));
    }

    private String jcmd(String word) throws IOException, InterruptedException {
        List<String> command = Arrays.asList(BIN.resolve("jcmd").toString(), Long.toString(process.pid()), word);
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(command + " failed: " + said);
        }
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
