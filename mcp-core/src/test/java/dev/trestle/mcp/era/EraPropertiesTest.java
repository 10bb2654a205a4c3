package dev.trestle.mcp.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.era.lending.StatelessCalls;
import dev.trestle.mcp.era.seal.KeyRing;
import dev.trestle.mcp.era.seal.SealLimits;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.era.stateless.ModernClientEra;
import dev.trestle.mcp.era.stateless.ModernRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds of all traffic between the eras: random, seeded, in memory. */
class EraPropertiesTest {

    private static final int EXCHANGES = 100_000;
    private static final List<String> TOOLS = List.of(
            "ok",
            "structured",
            "broken",
            "empty",
            "progress",
            "log",
            "task",
            "mystery",
            "code4001",
            "code-32050",
            "code-32023",
            "code-32099",
            "code-32020",
            "code-32022",
            "code-32000",
            "code-32602");
    private static final List<String> METHODS =
            List.of("tools/list", "prompts/list", "resources/list", "resources/read", "completion/complete");
    private static final List<String> OF_SESSIONS =
            List.of("ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe");

    /** What servers answer that must mean the same to everybody. */
    private static final List<String> EQUAL = List.of("ok", "structured", "broken", "empty", "progress", "code4001");

    private static final String META = "\"_meta\":{\"progressToken\":1,\"vendor/key\":1%s}";
    private static final String ENVELOPE = ",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{\"form\":{}}},"
            + "\"io.modelcontextprotocol/logLevel\":\"info\"";

    private final long seed = Long.getLong("trestle.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TestContext context = TestContext.create();
    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private final Leaks leaks = new Leaks();
    private final Map<String, Integer> covered = new TreeMap<>();
    private UnaryOperator<McpReply> planted = UnaryOperator.identity();
    private long lastId;

    @AfterEach
    void close() {
        context.close();
    }

    /** One client of an era in front of one server of an era. */
    private final class Cell {
        private final boolean modernClient;
        private final String name;
        private final LegacyClientEra legacy;
        private final ModernClientEra modern;
        private final McpSession session;

        Cell(boolean modernClient, boolean modernServer) {
            this.modernClient = modernClient;
            this.name = (modernClient ? "M" : "L") + "x" + (modernServer ? "M" : "L");
            BackendFactory server = new Planted(new Server(modernServer));
            McpBackend calls = new StatelessCalls(server, context.context(), LendingLimits.DEFAULT);
            KeyRing keys = KeyRing.random();
            ModernLimits usual = ModernLimits.DEFAULT;
            modern = new ModernClientEra(
                    view -> Optional.of(calls),
                    context.context(),
                    new ModernLimits(
                            usual.maxParked(),
                            usual.maxParkedPerPrincipal(),
                            usual.parkTtl(),
                            usual.urlParkTtl(),
                            usual.keepReply(),
                            Duration.ofMillis(1),
                            usual.maxAsksPerRound(),
                            usual.maxRounds(),
                            usual.maxListens(),
                            usual.maxListensPerPrincipal(),
                            usual.stateTtl()),
                    new StateSealer(() -> keys, Clock.systemUTC(), SealLimits.DEFAULT),
                    Clock.systemUTC());
            legacy = new LegacyClientEra(view -> Optional.of(server), context.context(), SessionLimits.DEFAULT);
            session = legacy.open("", Principal.ANONYMOUS);
            if (!modernClient) {
                Stream stream = new Stream(this);
                legacy.initialize(
                        session,
                        request(
                                "initialize",
                                "\"protocolVersion\":\"2025-11-25\","
                                        + "\"capabilities\":{\"elicitation\":{\"form\":{}}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}"),
                        stream);
                assertThat(stream.finished().has("/result")).isTrue();
                legacy.notified(session, new Notification("notifications/initialized", null));
            }
        }

        Json exchange(String method, String params) {
            Stream stream = new Stream(this);
            Request request = request(
                    method, (params.isEmpty() ? "" : params + ",") + META.formatted(modernClient ? ENVELOPE : ""));
            if (modernClient) {
                modern.request(new ModernRequest(request, "", Principal.ANONYMOUS, null), stream);
            } else {
                legacy.request(session, request, stream);
            }
            Json answer = stream.finished();
            if (!"input_required".equals(answer.at("/result/resultType").value())) {
                return answer;
            }
            String key = answer.at("/result/inputRequests")
                    .members()
                    .keySet()
                    .iterator()
                    .next();
            return exchange(
                    method,
                    "\"name\":\"ask\",\"inputResponses\":{\"" + key + "\":{\"action\":\"decline\"}},\"requestState\":"
                            + answer.at("/result/requestState"));
        }
    }

    private Request request(String method, String members) {
        return (Request) reader.read(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":" + ++lastId + ",\"method\":\"" + method
                + "\",\"params\":{" + members + "}}"));
    }

    /** The client's side of one request. */
    private final class Stream implements ClientStream {
        private final Cell cell;
        private final CompletableFuture<Json> last = new CompletableFuture<>();

        Stream(Cell cell) {
            this.cell = cell;
        }

        @Override
        public void send(JsonSlice text) {
            Json message = Json.parse(text);
            leaks.toClient(cell.modernClient, message);
            if (message.has("/id")) {
                JsonRpcMessage answer = reader.read(JsonSlice.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":" + message.at("/id") + ",\"result\":{\"action\":\"decline\"}}"));
                cell.legacy.aside(cell.session, answer);
            }
        }

        @Override
        public void finish(JsonSlice text) {
            Json message = text == null ? Json.parse("{}") : Json.parse(text);
            leaks.toClient(cell.modernClient, message);
            last.complete(message);
        }

        Json finished() {
            return Await.value("an answer; seed " + seed, last);
        }

        @Override
        public boolean isOpen() {
            return !last.isDone();
        }

        @Override
        public void onClientGone(Runnable action) {
            // It stays.
        }
    }

    /** A server of one era. */
    private final class Server implements BackendFactory, ServerLinks {
        private final boolean modernServer;
        private final ServerOpener opener;

        Server(boolean modernServer) {
            this.modernServer = modernServer;
            this.opener = new ServerOpener(
                    this, context.context(), LinkLimits.DEFAULT, modernServer ? BackendEra.MODERN : BackendEra.LEGACY);
        }

        @Override
        public CompletionStage<BackendSession> open(SessionPeer peer) {
            return opener.open(peer);
        }

        @Override
        public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
            return opener.openStateless();
        }

        @Override
        public CompletionStage<MessageLink> legacy() {
            return CompletableFuture.completedFuture(new RandomServer(modernServer, leaks));
        }

        @Override
        public CompletionStage<MessageLink> modern() {
            return legacy();
        }

        @Override
        public boolean silenceIsLegacy() {
            return true;
        }
    }

    /** Between the translation and a legacy client, where a leak can be planted. */
    private final class Planted implements BackendFactory {
        private final BackendFactory real;

        Planted(BackendFactory real) {
            this.real = real;
        }

        @Override
        public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
            return real.openStateless(principal);
        }

        @Override
        public CompletionStage<BackendSession> open(SessionPeer peer) {
            return real.open(peer).thenApply(session -> new BackendSession() {
                @Override
                public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
                    return session.call(call, observer).thenApply(planted);
                }

                @Override
                public ServerDescription server() {
                    return session.server();
                }

                @Override
                public void notified(Notification notification) {
                    session.notified(notification);
                }

                @Override
                public CompletionStage<McpReply.Failure> ended() {
                    return session.ended();
                }

                @Override
                public CompletionStage<Void> close(Duration grace) {
                    return session.close(grace);
                }
            });
        }
    }

    private int run(int exchanges) {
        List<Cell> cells =
                List.of(new Cell(false, false), new Cell(false, true), new Cell(true, false), new Cell(true, true));
        int done = 0;
        while (done < exchanges) {
            int dice = random.nextInt(200);
            if (dice < 1) {
                done += all(cells, "ask", "tools/call", "\"name\":\"ask\"", true);
            } else if (dice < 120) {
                String tool = TOOLS.get(random.nextInt(TOOLS.size()));
                done += all(cells, tool, "tools/call", "\"name\":\"" + tool + "\"", EQUAL.contains(tool));
            } else if (dice < 180) {
                String method = METHODS.get(random.nextInt(METHODS.size()));
                done += all(cells, method, method, params(method), true);
            } else {
                String method = OF_SESSIONS.get(random.nextInt(OF_SESSIONS.size()));
                done += all(cells.subList(0, 2), method, method, params(method), true);
            }
        }
        return done;
    }

    private static String params(String method) {
        return switch (method) {
            case "logging/setLevel" -> "\"level\":\"info\"";
            case "completion/complete" ->
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}";
            default -> method.startsWith("resources/") && !method.endsWith("list") ? "\"uri\":\"r://1\"" : "";
        };
    }

    private int all(List<Cell> cells, String kind, String method, String params, boolean equal) {
        String first = "";
        for (Cell cell : cells) {
            String answer = withoutEra(cell.exchange(method, params));
            covered.merge(
                    kind + " " + cell.name + (answer.startsWith("error") ? " error" : " result"), 1, Integer::sum);
            first = first.isEmpty() ? answer : first;
            if (equal) {
                assertThat(answer)
                        .as("%s in %s, seed %d", kind, cell.name, seed)
                        .isEqualTo(first);
            }
        }
        return cells.size();
    }

    /** What an answer says, whatever the era: members in the order of their names. */
    private static String withoutEra(Json answer) {
        if (answer.has("/error")) {
            return "error " + answer.at("/error/code") + " " + answer.at("/error/message");
        }
        Map<String, Json> left = new LinkedHashMap<>(answer.at("/result").members());
        List.of("resultType", "ttlMs", "cacheScope", "_meta").forEach(left::remove);
        return new TreeMap<>(left).toString();
    }

    @Test
    void randomTraffic_leaksNothingAndMeansTheSameEverywhere() {
        int done = run(EXCHANGES);

        System.out.println("era properties: seed " + seed + ", " + done + " exchanges, " + covered);
        assertThat(leaks.found()).as("seed %d", seed).isEmpty();
        assertThat(covered.keySet().stream().map(kind -> kind.split(" ")[0]).distinct())
                .hasSize(TOOLS.size() + METHODS.size() + OF_SESSIONS.size() + 1);
    }

    @Test
    void plantedLeak_isFound() {
        planted = reply -> reply instanceof McpReply.Result result
                        && result.json().toString().equals("{}")
                ? new McpReply.Result(JsonSlice.of("{\"resultType\":\"complete\"}"))
                : reply;

        run(1_000);

        assertThat(leaks.found()).isNotEmpty().allMatch(leak -> leak.contains("to a legacy client"));
    }
}
