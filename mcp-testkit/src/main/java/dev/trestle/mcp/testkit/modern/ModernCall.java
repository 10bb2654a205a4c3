package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.era.Levels;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request at a {@link ModernServer}. */
final class ModernCall implements Exchange {

    private final ModernServer server;
    private final Json request;
    private final Outlet outlet;
    private final Cancellation cancellation = new Cancellation();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean done;

    ModernCall(ModernServer server, Json request, Outlet outlet) {
        this.server = server;
        this.request = request;
        this.outlet = outlet;
    }

    Json request() {
        return request;
    }

    Json id() {
        return request.at("/id");
    }

    Outlet outlet() {
        return outlet;
    }

    @Override
    public String method() {
        return request.at("/method").text();
    }

    @Override
    public Json params() {
        return request.at("/params");
    }

    /** Says nothing of logs that the request did not ask for, and nothing after the reply. */
    @Override
    public synchronized void say(String method, @Nullable String params) {
        if (!done && (!method.equals("notifications/message") || isWanted(params))) {
            outlet.say(Messages.notification(method, params == null ? null : JsonSlice.of(params)));
        }
    }

    private boolean isWanted(@Nullable String log) {
        int wanted = Levels.of(Meta.of(request, Meta.LEVEL));
        return wanted >= 0 && log != null && Levels.of(Json.parse(log).at("/level")) >= wanted;
    }

    /** There is no way to ask but by the reply. */
    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable String params) {
        return CompletableFuture.completedFuture(new InputAnswer.Failure(
                JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "no live questions since 2026-07-28")));
    }

    @Override
    public synchronized void sayOutside(String method, @Nullable String params) {
        afterwards.add(() -> server.announce(method, params));
    }

    @Override
    public void die() {
        outlet.die();
    }

    @Override
    public CompletionStage<Void> after(Duration delay) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public int heard(String method) {
        return server.received(method).size();
    }

    /** Replies once; what was to be said outside is said then. */
    void reply(McpReply reply) {
        JsonSlice message = reply.fold(
                result -> Messages.result(id(), method(), Json.parse(result.json())),
                input -> Messages.result(id(), method(), Json.parse(input.json())),
                failure -> Messages.error(id(), modern(failure.error())));
        if (end(() -> outlet.reply(200, message))) {
            List<Runnable> then;
            synchronized (this) {
                then = List.copyOf(afterwards);
            }
            then.forEach(Runnable::run);
        }
    }

    void refuse(Refusal why) {
        JsonSlice message = Messages.error(id(), why.error());
        end(() -> outlet.reply(why.status(), message));
    }

    /** The client wants no reply any more. */
    void cancel(String why) {
        if (end(outlet::drop)) {
            cancellation.cancel(why);
        }
    }

    private boolean end(Runnable last) {
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
        }
        server.ended(this);
        last.run();
        return true;
    }

    /** Servers of 2026-07-28 must not say -32002. */
    private static JsonRpcError modern(JsonRpcError error) {
        if (error.code() != JsonRpcError.RESOURCE_NOT_FOUND) {
            return error;
        }
        return JsonRpcError.of(
                JsonRpcError.INVALID_PARAMS,
                error.message(),
                Json.parse(error.json()).at("/data").slice());
    }
}
