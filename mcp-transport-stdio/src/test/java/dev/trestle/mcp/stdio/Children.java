package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Starts children for tests, without a gateway, and leaves none. */
final class Children implements AutoCloseable {

    final List<GatewayListener.DropReason> drops = new CopyOnWriteArrayList<>();
    final ChildLimit limit;

    int maxLine = 16 << 20;
    int stdinQueue = 1 << 20;
    Duration stopGrace = Duration.ofSeconds(2);
    Map<String, String> env = Map.of();

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<StdioLink> links = new CopyOnWriteArrayList<>();

    Children() {
        this(4);
    }

    Children(int max) {
        this.limit = ChildLimit.of(max);
    }

    BackendContext context() {
        return new BackendContext("srv", executor, executor, scheduler, new GatewayListener() {
            @Override
            public void dropped(String backend, DropReason reason) {
                drops.add(reason);
            }
        });
    }

    /** A link to {@code sh -c script}. */
    StdioLink sh(String script) {
        return start("sh", "-c", script);
    }

    StdioLink start(String... words) {
        ChildOptions options = new ChildOptions(maxLine, stdinQueue, 20, 4096, stopGrace, LinkLimits.DEFAULT);
        SecretMask mask = new SecretMask(env, Map.of(), Redactor.OFF);
        ChildCommand command = new ChildCommand(List.of(words), env, null);
        Child child = Child.start("srv", command, options, mask, limit.take().orElseThrow());
        StdioLink link = new StdioLink(child, context(), options, mask);
        link.start();
        links.add(link);
        return link;
    }

    static RecordingReceiver open(StdioLink link) {
        RecordingReceiver receiver = new RecordingReceiver();
        link.open(receiver);
        return receiver;
    }

    static String message(McpReply.Failure failure) {
        return failure.error().message();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid);
    }

    /** Whoever inherits orphans may take its time to bury them. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        links.stream().map(link -> link.close(Duration.ZERO)).toList().forEach(gone -> Await.value("gone", gone));
        executor.shutdownNow();
        scheduler.shutdownNow();
    }
}
