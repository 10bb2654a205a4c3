package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.process.LiveHeap;
import dev.trestle.mcp.benchmark.process.Proc;
import dev.trestle.mcp.benchmark.process.Programs;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server in a process of its own, looked at from outside. */
final class Watched implements AutoCloseable {

    private final ServerProcess process;
    private final InetSocketAddress address;
    private final Proc proc = Proc.ofThisMachine();

    private Watched(ServerProcess process) throws IOException {
        this.process = process;
        this.address = new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                process.uri("/").getPort());
    }

    /** Starts a server. */
    static Watched start(List<String> command) throws IOException, InterruptedException {
        return new Watched(ServerProcess.start(command));
    }

    /** Starts the standalone with the demo servers, and all limits as they are by default. */
    static Watched standalone(Plan plan, String heap) throws IOException, InterruptedException {
        return start(Programs.standalone(plan.jar(), List.of("-Xmx" + heap), List.of()));
    }

    InetSocketAddress address() {
        return address;
    }

    /** Seconds of CPU that the process has used, in user and in kernel mode, in steps of 10 ms. */
    double cpuSeconds() throws IOException {
        return proc.cpu(process.pid()).toNanos() / 1e9;
    }

    /** How many threads it has. */
    int threads() throws IOException {
        return (int) proc.status(process.pid(), "Threads");
    }

    /** The memory that it has. */
    long residentKib() throws IOException {
        return proc.status(process.pid(), "VmRSS");
    }

    /** How many files and sockets it has open. */
    int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path ignored : open) {
                count++;
            }
        }
        return count;
    }

    /** All objects that are alive. */
    LiveHeap heap() throws IOException, InterruptedException {
        return LiveHeap.of(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
