package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.header.MirroredParams;
import dev.trestle.mcp.era.seal.Opened;
import dev.trestle.mcp.era.seal.SealedState;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.era.stateless.ViewFacts.Introduced;
import dev.trestle.mcp.era.stateless.ViewFacts.McpFailed;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.ModernLimits;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a client of 2026-07-28 becomes calls: each request says all that is to be known of its client, and is answered by one
 * stream; a client that is asked something ends its request and comes back. Knows no transport: HTTP and stdio bring messages
 * and streams. Methods neither block nor throw. Thread-safe.
 */
public final class ModernClientEra {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final SliceEditor EDITOR = new SliceEditor();
    private static final JsonDecoder DECODER = new StrictJsonDecoder();

    private final ModernServices services;
    private final ViewFacts facts;
    private final Listens listens;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Prepares to serve clients.
     *
     * @param views finds the backend of a view; calls to it go through the whole pipeline
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds
     * @param sealer seals what clients hold for us
     * @param clock says when what clients hold for us is too old
     */
    public ModernClientEra(
            Function<String, Optional<McpBackend>> views,
            BackendContext context,
            ModernLimits limits,
            StateSealer sealer,
            Clock clock) {
        this.facts = new ViewFacts(views, System::nanoTime);
        InputRequests asks = new InputRequests(sealer, limits, clock);
        this.services =
                new ModernServices(context, limits, new ParkedCalls(limits), asks, new ModernAnswers(facts, asks));
        this.listens = new Listens(limits);
    }

    /**
     * Handles a request.
     *
     * @param incoming the request
     * @param stream where its answer goes; finished exactly once, unless its client goes away
     */
    public void request(ModernRequest incoming, ClientStream stream) {
        Request request = incoming.request();
        ClientEnvelope known = ClientEnvelope.ifKnown(request.params());
        Optional<Refused> contradiction = EraSelector.contradiction(request, known != null, incoming.headers());
        if (contradiction.isPresent()) {
            refuse(stream, request, contradiction.get());
            return;
        }
        ClientEnvelope envelope;
        try {
            envelope = known == null ? ClientEnvelope.of(request) : known;
        } catch (ClientEnvelope.Malformed e) {
            refuse(stream, request, new Refused(BAD_REQUEST, e.error()));
            return;
        }
        Exchange exchange = new Exchange(request, envelope, stream);
        try {
            Refused refused = ModernChecks.judge(request, envelope, incoming.headers());
            if (refused == null) {
                introduce(incoming, exchange);
            } else {
                refuse(stream, request, refused);
            }
        } catch (JsonException e) {
            unreadable(exchange, e);
        }
    }

    private static void refuse(ClientStream stream, Request request, Refused why) {
        stream.refuse(why.status(), request.id(), why.error());
    }

    /** Whether the server has the method at all is asked before what it is asked for. */
    private void introduce(ModernRequest incoming, Exchange exchange) {
        if (ModernMethods.capabilityOf(exchange.request().method()) == null) {
            unknown(exchange);
            return;
        }
        introduce(incoming, exchange, false);
    }

    private void introduce(ModernRequest incoming, Exchange exchange, boolean now) {
        Introduced remembered = now ? null : facts.remembered(incoming.view(), incoming.principal());
        if (remembered != null && remembered.has(exchange.request().method())) {
            judged(exchange, () -> dispatch(incoming, exchange, remembered));
            return;
        }
        facts.introduction(incoming.view(), incoming.principal(), now).whenComplete((known, problem) -> {
            if (problem != null) {
                fail(exchange, problem);
            } else if (known.has(exchange.request().method())) {
                judged(exchange, () -> dispatch(incoming, exchange, known));
            } else if (now) {
                unknown(exchange);
            } else {
                introduce(incoming, exchange, true);
            }
        });
    }

    /** Nobody hears what is thrown in a stage: what is there twice, so that nobody knows which is meant, is told here. */
    private static void judged(Exchange exchange, Runnable stage) {
        try {
            stage.run();
        } catch (JsonException e) {
            unreadable(exchange, e);
        }
    }

    private static void unreadable(Exchange exchange, JsonException why) {
        JsonRpcError error = JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Invalid params: " + why.getMessage());
        refuse(exchange.stream(), exchange.request(), new Refused(OK, error));
    }

    private static void unknown(Exchange exchange) {
        String message = "Method not found: " + exchange.request().method();
        JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, message);
        refuse(exchange.stream(), exchange.request(), new Refused(NOT_FOUND, error));
    }

    private static void fail(Exchange exchange, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        JsonRpcError error = cause instanceof McpFailed failed
                ? failed.failure().error()
                : TrestleError.INVALID_RESPONSE.error("The server could not be asked what it offers");
        refuse(exchange.stream(), exchange.request(), new Refused(OK, error));
    }

    private void dispatch(ModernRequest incoming, Exchange exchange, Introduced known) {
        switch (exchange.request().method()) {
            case ModernMethods.DISCOVER -> discovered(incoming, exchange, known);
            case ModernMethods.LISTEN -> listen(incoming, exchange);
            case "tools/call" -> checkHeaders(incoming, exchange);
            default -> begin(incoming, exchange);
        }
    }

    private void discovered(ModernRequest incoming, Exchange exchange, Introduced known) {
        JsonSlice ours = EDITOR.with(known.discovered(), "supportedVersions", JsonWriter.write(Modern.VERSIONS));
        JsonSlice result = facts.stamp(incoming.view()).on(ModernMethods.DISCOVER, ours);
        exchange.stream().finish(EnvelopeWriter.result(exchange.id(), result));
    }

    private void checkHeaders(ModernRequest incoming, Exchange exchange) {
        RequestHeaders headers = incoming.headers();
        String tool = headers == null ? null : mirroringTool(incoming, exchange);
        if (headers == null || tool == null) {
            begin(incoming, exchange);
        } else {
            checkHeaders(incoming, exchange, headers, tool, false);
        }
    }

    /** The tool that is called if it may want params repeated in headers, or null. Most views have none, and no name is read. */
    private @Nullable String mirroringTool(ModernRequest incoming, Exchange exchange) {
        Map<String, MirroredParams> known = facts.mirrored(incoming.view(), incoming.principal());
        if (known == null) {
            return nameOf(exchange.request());
        }
        String tool = known.isEmpty() ? null : nameOf(exchange.request());
        return tool != null && known.containsKey(tool) ? tool : null;
    }

    /** A tool may have changed since its declaration was read: it is read anew before a call is refused. */
    private void checkHeaders(
            ModernRequest incoming, Exchange exchange, RequestHeaders headers, String tool, boolean now) {
        facts.mirrored(incoming.view(), incoming.principal(), tool, now)
                .thenAccept(declared ->
                        judged(exchange, () -> checkHeaders(incoming, exchange, headers, tool, now, declared)));
    }

    private void checkHeaders(
            ModernRequest incoming,
            Exchange exchange,
            RequestHeaders headers,
            String tool,
            boolean now,
            MirroredParams declared) {
        Optional<String> wrong = declared.isEmpty()
                ? Optional.empty()
                : declared.mismatch(argumentsOf(exchange), name -> one(headers, name));
        if (wrong.isEmpty()) {
            begin(incoming, exchange);
        } else if (now) {
            refuse(exchange.stream(), exchange.request(), new Refused(BAD_REQUEST, ModernChecks.mismatch(wrong.get())));
        } else {
            checkHeaders(incoming, exchange, headers, tool, true);
        }
    }

    private static @Nullable String one(RequestHeaders headers, String name) {
        return headers.values(name).isEmpty() ? null : headers.values(name).get(0);
    }

    private static @Nullable String nameOf(Request request) {
        return request.params() == null
                ? null
                : SliceEditor.text(request.params().name());
    }

    private static @Nullable JsonSlice argumentsOf(Exchange exchange) {
        return EDITOR.member(exchange.params(), "arguments")
                .filter(arguments -> arguments.byteAt(0) == '{')
                .orElse(null);
    }

    private McpCall.Builder call(ModernRequest incoming, Exchange exchange) {
        return McpCall.builder()
                .view(incoming.view())
                .method(exchange.request().method())
                .params(exchange.request().params())
                .metadata(exchange.envelope().metadata(exchange.progressToken()))
                .principal(incoming.principal())
                .requestId(exchange.request().id())
                .cancellation(new Cancellation())
                .decoder(DECODER);
    }

    private void begin(ModernRequest incoming, Exchange exchange) {
        McpCall call = call(incoming, exchange).build();
        String state = stateOf(exchange);
        if (state == null) {
            run(call, exchange);
            return;
        }
        Optional<InputRequests.Retry> retry;
        try {
            retry = services.asks().open(call, state);
        } catch (JsonException e) {
            retry = Optional.empty();
        }
        retry.ifPresentOrElse(known -> goOn(call, exchange, known), () -> stale(exchange));
    }

    private static @Nullable String stateOf(Exchange exchange) {
        Params params = exchange.request().params();
        JsonSlice state = params == null ? null : ParamsIndex.indexed(params).requestState();
        return state == null ? null : state.byteAt(0) == '"' ? SliceEditor.text(state) : "";
    }

    private static void stale(Exchange exchange) {
        refuse(exchange.stream(), exchange.request(), new Refused(OK, Opened.REFUSAL));
    }

    private void goOn(McpCall call, Exchange exchange, InputRequests.Retry retry) {
        SealedState state = retry.state();
        String handle = state.states().get(SealedState.PARKED);
        if (handle == null) {
            Params params =
                    InputRequests.forBackend(exchange.params(), state.states().get(SealedState.BACKEND));
            run(call.again(params, state.round()), exchange);
            return;
        }
        boolean resumed = services.parked()
                .find(handle)
                .map(parked -> parked.resume(exchange, state.round(), retry.answers()))
                .orElse(false);
        if (!resumed) {
            stale(exchange);
        }
    }

    private void run(McpCall call, Exchange exchange) {
        Optional<McpBackend> backend = facts.backend(call.view());
        if (backend.isEmpty() || closed.get()) {
            refuse(
                    exchange.stream(),
                    exchange.request(),
                    new Refused(
                            OK, TrestleError.BACKEND_UNAVAILABLE.error("There is no backend '" + call.view() + "'")));
            return;
        }
        ModernCall running = new ModernCall(services, call, exchange);
        running.watch(exchange);
        backend.get().call(call, running).thenAccept(running::settle);
    }

    private void listen(ModernRequest incoming, Exchange exchange) {
        boolean filtered = EDITOR.member(exchange.params(), "notifications")
                .filter(filter -> filter.byteAt(0) == '{')
                .isPresent();
        if (!filtered) {
            JsonRpcError error = JsonRpcError.of(
                    JsonRpcError.INVALID_PARAMS, "subscriptions/listen needs params.notifications, an object");
            refuse(exchange.stream(), exchange.request(), new Refused(OK, error));
            return;
        }
        McpCall call = call(incoming, exchange).standing(true).build();
        Principal principal = incoming.principal();
        if (!listens.admit(principal)) {
            refuse(
                    exchange.stream(),
                    exchange.request(),
                    new Refused(
                            OK,
                            TrestleError.LIMIT_REACHED.error(
                                    "As many subscriptions are open as may (maxListens, maxListensPerPrincipal)")));
            return;
        }
        ModernListen listen = new ModernListen(exchange);
        exchange.stream().onClientGone(() -> call.cancellation().cancel("the client went away"));
        listens.add(call);
        facts.backend(call.view()).orElseThrow().call(call, listen).thenAccept(reply -> {
            listens.remove(call, principal);
            ended(listen, call, reply);
        });
    }

    private void ended(ModernListen listen, McpCall call, McpReply reply) {
        if (reply instanceof McpReply.Result result) {
            listen.ended(result, facts.stamp(call.view()));
        } else {
            services.answers().answer(call, listen.exchange(), reply);
        }
    }

    /**
     * Ends all subscriptions and parked calls, and takes no new ones.
     */
    public void close() {
        closed.set(true);
        listens.endAll();
        services.parked().endAll("the gateway stops");
    }

    /**
     * How many calls are parked and subscriptions open.
     *
     * @return suppliers by name
     */
    public Map<String, LongSupplier> gauges() {
        return Map.of("parkedCalls", services.parked()::size, "listens", listens::size);
    }
}
