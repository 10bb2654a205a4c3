package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A legacy MCP server at the far end of a link in memory, written against the wire: it shakes hands, hands requests to a
 * {@link Behaviour} and remembers every message. Its own questions have the ids {@code 1}, {@code "1"}, {@code 2},
 * {@code "2"} …, so that a peer that takes a number for a string is noticed. Thread-safe.
 */
public final class ScriptedServer {

    private final MessageLink link;
    private final Consumer<McpReply.Failure> death;
    private final Behaviour behaviour;
    private final @Nullable ScheduledExecutorService scheduler;
    private final HeldReplies held = new HeldReplies();
    private final WireQuestions questions;
    private final List<Json> received = new CopyOnWriteArrayList<>();
    private final Map<Json, WireCall> running = new ConcurrentHashMap<>();
    private final AtomicReference<Misbehaviour.@Nullable OfServer> misbehaviour = new AtomicReference<>();
    private final AtomicReference<@Nullable McpReply> handshake = new AtomicReference<>();
    private volatile String capabilities = "{\"tools\":{\"listChanged\":true},\"logging\":{}}";

    private ScriptedServer(
            MessageLink link,
            Consumer<McpReply.Failure> death,
            Behaviour behaviour,
            @Nullable ScheduledExecutorService scheduler) {
        this.link = link;
        this.death = death;
        this.behaviour = behaviour;
        this.scheduler = scheduler;
        this.questions = new WireQuestions(link);
    }

    /**
     * Starts a server that waits in real time where its behaviour waits: a peer over a wire has a clock of its own.
     *
     * @param link the server's end of a link, not opened
     * @param behaviour what it does with requests other than {@code initialize}
     * @return the server, listening
     */
    public static ScriptedServer start(InMemoryLink link, Behaviour behaviour) {
        return start(new ScriptedServer(link, link::die, behaviour, null), link);
    }

    /**
     * Starts a server.
     *
     * @param link the server's end of a link, not opened
     * @param behaviour what it does with requests other than {@code initialize}
     * @param scheduler tells when a wait of the behaviour is over
     * @return the server, listening
     */
    public static ScriptedServer start(InMemoryLink link, Behaviour behaviour, ScheduledExecutorService scheduler) {
        return start(new ScriptedServer(link, link::die, behaviour, scheduler), link);
    }

    /**
     * Starts a server on any link; it waits in real time.
     *
     * @param link the server's end, not opened; closed when the server is to die
     * @param behaviour what it does with requests other than {@code initialize}
     * @return the server, listening
     */
    public static ScriptedServer start(MessageLink link, Behaviour behaviour) {
        return start(new ScriptedServer(link, why -> link.close(Duration.ZERO), behaviour, null), link);
    }

    private static ScriptedServer start(ScriptedServer server, MessageLink link) {
        link.open(server.new Reader());
        return server;
    }

    /**
     * Breaks every request from now on.
     *
     * @param how in which way, or null to behave again
     * @return this server
     */
    public ScriptedServer misbehaves(Misbehaviour.@Nullable OfServer how) {
        misbehaviour.set(how);
        return this;
    }

    /**
     * Answers {@code initialize} otherwise than by an introduction.
     *
     * @param reply the answer
     * @return this server
     */
    public ScriptedServer introducesItselfBy(McpReply reply) {
        handshake.set(reply);
        return this;
    }

    /**
     * Says in its introduction what it can do; tools and logs unless this is called.
     *
     * @param json its capabilities, a JSON object
     * @return this server
     */
    public ScriptedServer canDo(String json) {
        capabilities = json;
        return this;
    }

    /**
     * Every message so far.
     *
     * @return in order
     */
    public List<Json> received() {
        return List.copyOf(received);
    }

    /**
     * The messages of one method so far.
     *
     * @param method a request's or notification's method
     * @return in order
     */
    public List<Json> received(String method) {
        return received.stream()
                .filter(message -> method.equals(message.at("/method").value()))
                .toList();
    }

    /**
     * Waits, bounded, for messages of one method.
     *
     * @param method a request's or notification's method
     * @param count how many at least
     * @return those that came by then
     */
    public List<Json> await(String method, int count) {
        Await.until(count + " of " + method, () -> received(method).size() >= count);
        return received(method);
    }

    /**
     * Sends a line, whatever it is.
     *
     * @param line without line breaks
     */
    public void sendLine(String line) {
        link.send(JsonSlice.of(line));
    }

    /**
     * Sends a notification.
     *
     * @param method its method
     * @param params a JSON object, or null for none
     */
    public void say(String method, @Nullable String params) {
        link.send(Wire.notification(method, params));
    }

    /** Ends the link as the death of a process does. */
    public void die() {
        death.accept(TrestleError.BACKEND_EXITED.failure("the scripted server died"));
    }

    HeldReplies held() {
        return held;
    }

    Executor later(Duration delay) {
        ScheduledExecutorService known = scheduler;
        return known == null
                ? CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                : task -> {
                    Future<?> unused = known.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                };
    }

    private void handle(Json message) {
        received.add(message);
        if (!message.has("/method")) {
            questions.answered(message);
        } else if (message.has("/id")) {
            request(message);
        } else if (message.at("/method").text().equals("notifications/cancelled")) {
            WireCall cancelled = running.get(message.at("/params/requestId"));
            if (cancelled != null) {
                cancelled
                        .cancellation()
                        .cancel(String.valueOf(message.at("/params/reason").value()));
            }
        }
    }

    private void request(Json message) {
        Json id = message.at("/id");
        if (message.at("/method").text().equals("initialize")) {
            McpReply scripted = handshake.get();
            link.send(Wire.reply(id, scripted == null ? introduction(message) : scripted));
            return;
        }
        WireCall call = new WireCall(this, link, message, questions);
        running.put(id, call);
        call.run(behaviour, misbehaviour.get()).whenComplete((done, thrown) -> running.remove(id));
    }

    private McpReply introduction(Json initialize) {
        return new McpReply.Result(JsonWriter.object()
                .put("protocolVersion", initialize.at("/params/protocolVersion").text())
                .put("capabilities", JsonSlice.of(capabilities))
                .put("serverInfo", Map.of("name", "scripted", "version", "1"))
                .toSlice());
    }

    private final class Reader implements MessageLink.Receiver {
        @Override
        public void received(JsonSlice message) {
            handle(Json.parse(message));
        }

        @Override
        public void closed(McpReply.Failure why) {
            link.close(Duration.ZERO);
        }
    }
}
