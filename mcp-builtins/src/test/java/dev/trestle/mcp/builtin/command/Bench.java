package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Commands in a folder of their own, with programs of their own, as a client has them. */
final class Bench implements AutoCloseable {

    final Path folder;
    final Path outside;
    final Path programs;
    /** Where programs of tests say that they were started. */
    final Path canary;

    final List<CommandAttempt> attempts = new CopyOnWriteArrayList<>();
    private final String name = UUID.randomUUID().toString();
    private final TestContext context = TestContext.create();
    private Commands commands;
    private BackendSession session;

    Bench(Path temp) throws IOException {
        Path real = temp.toRealPath();
        folder = Files.createDirectories(real.resolve("folder"));
        outside = Files.createDirectories(real.resolve("outside"));
        programs = Files.createDirectories(real.resolve("programs"));
        canary = real.resolve("canary");
    }

    /** Puts a program where commands are looked for. */
    Bench program(String program, String... lines) throws IOException {
        script(programs.resolve(program), lines);
        return this;
    }

    static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The options of a bench: its folder, its programs before those of the machine, and its mark in the environment. */
    Commands.Builder options() {
        return Commands.in(folder)
                .path(List.of(programs.toString(), "/usr/bin", "/bin"))
                .environment(List.of("BENCH"))
                .parentEnvironment(Map.of("BENCH", name, "SECRET", "not for commands"))
                .listener(attempts::add);
    }

    Bench start(UnaryOperator<Commands.Builder> more) {
        commands = more.apply(options()).build();
        McpServer.Builder builder = McpServer.builder("trestle", "1");
        commands.tools().forEach(builder::tool);
        McpServer server = builder.build();
        server.attach(context.context());
        session = Await.value(
                "open",
                server.open(new RecordingPeer(new ClientDescription(
                        Calls.SESSION,
                        new Principal("alice", true),
                        Calls.VERSION,
                        JsonSlice.EMPTY_OBJECT,
                        null,
                        JsonSlice.EMPTY_OBJECT))));
        return this;
    }

    CompletionStage<McpReply> begin(String tool, String arguments, Cancellation cancellation) {
        String params = JsonWriter.object()
                .put("name", tool)
                .put("arguments", JsonSlice.of(arguments))
                .toSlice()
                .toString();
        return session.call(
                Calls.builder("tools/call", params).cancellation(cancellation).build(), new RecordingObserver());
    }

    McpReply reply(String tool, String arguments) {
        return Await.value(tool, begin(tool, arguments, new Cancellation()));
    }

    Json result(String tool, String arguments) {
        return reply(tool, arguments)
                .fold(
                        result -> Json.parse(result.json()),
                        input -> {
                            throw new AssertionError("asked");
                        },
                        failure -> {
                            throw new AssertionError(
                                    "failed: " + failure.error().json());
                        });
    }

    Json list() {
        return Await.value("list", session.call(Calls.call("tools/list", "{}"), new RecordingObserver()))
                .fold(
                        result -> Json.parse(result.json()),
                        input -> {
                            throw new AssertionError("asked");
                        },
                        failure -> {
                            throw new AssertionError(
                                    "failed: " + failure.error().json());
                        });
    }

    /** What is told of a command that is run. */
    Json run(String... argv) {
        return result("command_run", argv(argv)).at("/structuredContent");
    }

    static String argv(String... argv) {
        return JsonWriter.object().put("argv", List.of(argv)).toSlice().toString();
    }

    List<Event> events() {
        return attempts.stream().map(CommandAttempt::event).toList();
    }

    /** All processes that commands of this bench are, or left behind. */
    List<ProcessHandle> processes() {
        return ProcFiles.startedWith("BENCH=" + name).stream()
                .filter(ProcFiles::isAlive)
                .toList();
    }

    Commands commands() {
        return commands;
    }

    BackendSession session() {
        return session;
    }

    @Override
    public void close() {
        if (commands != null) {
            commands.close();
        }
        context.close();
        processes().forEach(ProcessHandle::destroyForcibly);
    }
}
