package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.builtin.command.Commands;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.SseOptions;
import dev.trestle.mcp.http.options.SseOptions.Connections;
import dev.trestle.mcp.http.options.SseOptions.Flavour;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.standalone.builtin.BuiltInOptions;
import dev.trestle.mcp.standalone.builtin.CommandTool;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.standalone.policy.Approvals;
import dev.trestle.mcp.standalone.policy.Policies;
import dev.trestle.mcp.standalone.telemetry.Observation;
import dev.trestle.mcp.telemetry.audit.AnomalyDetector;
import dev.trestle.mcp.telemetry.audit.AuditLog;
import dev.trestle.mcp.telemetry.log.AccessLog;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import dev.trestle.mcp.telemetry.span.SpanFile;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {

    private static final URI REMOTE = URI.create("https://tools.example.com/mcp?key=secret");

    /** Keys whose effect a test of its own shows, because no record holds them. */
    private static final Set<GatewayKey> SHOWN_ELSEWHERE = EnumSet.of(
            GatewayKey.HOST, // LaunchPlannerTest, ServeTest
            GatewayKey.PORT, // LaunchPlannerTest
            GatewayKey.DEFAULT_VIEW, // ServeTest
            GatewayKey.REQUEST_TIMEOUT, // ServeTest
            GatewayKey.REQUEST_CAP, // ServeTest
            GatewayKey.START_TIMEOUT, // ServeTest
            GatewayKey.MAX_CHILDREN, // ServeTest
            GatewayKey.MAX_LINE, // ServeTest
            GatewayKey.STDIN_QUEUE, // ProgramWiringTest
            GatewayKey.MAX_CONNECTIONS, // ServeTest
            GatewayKey.MAX_HEADERS, // ServeTest
            GatewayKey.MAX_PENDING, // here
            GatewayKey.MAX_QUESTIONS, // here
            GatewayKey.MAX_IN_FLIGHT_TOTAL, // here
            GatewayKey.MAX_IN_FLIGHT_PER_BACKEND, // here
            GatewayKey.SSE_PATH, // SseServeTest
            GatewayKey.HEALTH_INTERVAL, // ReadyTest
            GatewayKey.HEALTH_PATIENCE, // ReadyTest
            GatewayKey.HEALTH_AT_START, // ReadyTest
            GatewayKey.HEALTH_COMPONENTS, // ReadyTest
            GatewayKey.STATE_KEYS, // here
            GatewayKey.AUTH_API_KEYS, // ApiKeyServeTest
            GatewayKey.AUTH_ANONYMOUS, // ApiKeyServeTest
            GatewayKey.REMOTE_PROXY, // here
            GatewayKey.REMOTE_TRUST, // here
            GatewayKey.ADMIN_PORT, // AdminTest
            GatewayKey.ADMIN_TOKEN_FILE, // AdminTest
            GatewayKey.BUILTINS_TOOLS, // BuiltInServeTest
            GatewayKey.BUILTINS_NAME, // BuiltInServeTest
            GatewayKey.CACHE_ENABLED, // PolicyWiringTest
            GatewayKey.CACHE_WEIGHT, // PolicyWiringTest
            GatewayKey.CACHE_TTL, // PolicyWiringTest
            GatewayKey.REDACTION_ENABLED, // here
            GatewayKey.REDACTION_RESULTS, // here
            GatewayKey.REDACTION_ARGUMENTS, // here
            GatewayKey.REDACTION_NOTIFICATIONS, // here
            GatewayKey.REDACTION_SECRETS, // here
            GatewayKey.REDACTION_PATTERNS, // here
            GatewayKey.REDACTION_PII, // here
            GatewayKey.REDACTION_MAX_SEEN, // here
            GatewayKey.MAX_BLOCKING_HANDLERS, // here
            GatewayKey.MAX_WAITING_HANDLERS); // here

    private static final String RATES_OFF = RateLimit.builder().build().toString();
    private static final String VALIDATION_OFF =
            Validation.builder().arguments(false).build().toString();

    @Test
    void defaults_areThoseOfTheLibrary() {
        assertThat(Policies.rateLimit(GatewaySettings.defaults())).hasToString(RATES_OFF);
        assertThat(commands(GatewaySettings.defaults()))
                .isEqualTo(Commands.in(Path.of("folder")).toString());
        assertThat(Policies.validation(GatewaySettings.defaults())).hasToString(VALIDATION_OFF);
        assertThat(Wiring.http(GatewaySettings.defaults(), true)).isEqualTo(HttpOptions.SPECIFICATION);
        assertThat(Wiring.sessions(GatewaySettings.defaults())).isEqualTo(SessionLimits.DEFAULT);
        assertThat(Wiring.stateless(GatewaySettings.defaults())).isEqualTo(ModernLimits.DEFAULT);
        assertThat(Wiring.lending(GatewaySettings.defaults())).isEqualTo(LendingLimits.DEFAULT);
        assertThat(tasks(false, false, GatewaySettings.defaults())).isEqualTo(TaskOptions.OFF);
        assertThat(tasks(true, false, GatewaySettings.defaults())).isEqualTo(TaskOptions.AWAIT);
        assertThat(tasks(false, true, GatewaySettings.defaults())).isEqualTo(TaskOptions.MAP);
    }

    @Test
    void redactionKeys_reachTheRedactor() {
        GatewaySettings defaults = GatewaySettings.defaults();
        Map<String, String> environment = Map.of("OWN", "value-of-own", "X_TOKEN", "value-of-token");
        Redactor redactor = redaction(defaults, environment).redactor();
        assertThat(redactor.redact("value-of-own value-of-token value-of-file acme_1234 a@b.example"))
                .isEqualTo("value-of-own [REDACTED:SECRET] [REDACTED:SECRET] acme_1234 a@b.example");

        RedactionOptions set = redaction(
                defaults.with(GatewayKey.REDACTION_SECRETS, "OWN,GONE")
                        .with(GatewayKey.REDACTION_PATTERNS, "acme_")
                        .with(GatewayKey.REDACTION_PII, "true")
                        .with(GatewayKey.REDACTION_MAX_SEEN, "1"),
                environment);
        set.redactor().secrets().saw("seen-value-1");
        set.redactor().secrets().saw("seen-value-2");
        assertThat(set.redactor().redact("value-of-own acme_1234 a@b.example seen-value-1 seen-value-2"))
                .isEqualTo("[REDACTED:SECRET] [REDACTED:CUSTOM] [REDACTED:MAIL] seen-value-1 [REDACTED:SECRET]");

        assertThat(List.of(set.results(), set.arguments(), set.notifications())).containsOnly(false);
        assertThat(redaction(defaults.with(GatewayKey.REDACTION_RESULTS, "true"), environment)
                        .results())
                .isTrue();
        assertThat(redaction(defaults.with(GatewayKey.REDACTION_ARGUMENTS, "true"), environment)
                        .arguments())
                .isTrue();
        assertThat(redaction(defaults.with(GatewayKey.REDACTION_NOTIFICATIONS, "true"), environment)
                        .notifications())
                .isTrue();
        assertThat(redaction(defaults.with(GatewayKey.REDACTION_ENABLED, "false"), environment)
                        .redactor()
                        .isOff())
                .isTrue();
        assertThatThrownBy(() -> redaction(defaults.with(GatewayKey.REDACTION_PATTERNS, "a.*b"), environment))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("redaction.patterns");
    }

    private static RedactionOptions redaction(GatewaySettings settings, Map<String, String> environment) {
        return SecretSources.options(settings, environment, List.of("value-of-file"));
    }

    private static TaskOptions tasks(boolean awaited, boolean mapped, GatewaySettings settings) {
        return Wiring.tasks(
                new ServerSettings.Remote(
                        "r",
                        REMOTE,
                        Map.of(),
                        "http",
                        new ServerSettings.Traits("auto", awaited, mapped, List.of(), List.of())),
                settings);
    }

    @Test
    void stateKeys_areOfTheVariableOrOfTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "file");
        GatewaySettings given = GatewaySettings.defaults().with(GatewayKey.STATE_KEYS, file.toString());

        assertThat(Wiring.stateKeys(GatewaySettings.defaults(), Map.of())).isEmpty();
        assertThat(Wiring.stateKeys(given, Map.of())).contains("file");
        assertThat(Wiring.stateKeys(given, Map.of("TRESTLE_STATE_KEYS", "a:1,b:2")))
                .contains("a:1\nb:2");
        assertThatThrownBy(() -> Wiring.stateKeys(
                        GatewaySettings.defaults()
                                .with(
                                        GatewayKey.STATE_KEYS,
                                        folder.resolve("gone").toString()),
                        Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @EnumSource
    void key_reachesThePartThatKeepsToIt(GatewayKey key) {
        if (SHOWN_ELSEWHERE.contains(key)) {
            return;
        }
        GatewaySettings changed = GatewaySettings.defaults().with(key, other(key));

        boolean http = !Wiring.http(changed, true).equals(HttpOptions.SPECIFICATION);
        boolean sessions = !Wiring.sessions(changed).equals(SessionLimits.DEFAULT);

        boolean remote = !remote(changed).equals(remote(GatewaySettings.defaults()));

        boolean stateless = !Wiring.stateless(changed).equals(ModernLimits.DEFAULT);
        boolean lending = !Wiring.lending(changed).equals(LendingLimits.DEFAULT);

        boolean tasks = !tasks(false, false, changed).equals(TaskOptions.OFF);

        boolean access = !Policies.access(changed, List.of()).isOff();
        boolean approval = !approval(changed).equals(approval(GatewaySettings.defaults()));
        boolean rates = !Policies.rateLimit(changed).toString().equals(RATES_OFF);

        boolean commands = !commands(changed).equals(commands(GatewaySettings.defaults()));
        boolean validation = !Policies.validation(changed).toString().equals(VALIDATION_OFF);

        // Some bounds of the span file are those of the access log too.
        boolean observed = !observed(changed).equals(observed(GatewaySettings.defaults()));

        boolean builtIns = !BuiltInOptions.of(changed).equals(BuiltInOptions.of(GatewaySettings.defaults()));

        assertThat(Stream.of(
                                builtIns,
                                http,
                                sessions,
                                remote,
                                stateless,
                                lending,
                                tasks,
                                rates,
                                access,
                                validation,
                                approval,
                                commands,
                                observed)
                        .filter(part -> part))
                .as("exactly one part keeps to %s", key)
                .hasSize(1);
    }

    private static String approval(GatewaySettings settings) {
        GatewaySettings named = given(settings, GatewayKey.APPROVAL_TOOLS, "delete");
        GatewaySettings on = given(named, GatewayKey.APPROVAL_WHEN, "all");
        return Approvals.options(given(on, GatewayKey.ADMIN_PORT, "0"), List.of())
                .orElseThrow()
                .toString();
    }

    private static String commands(GatewaySettings settings) {
        return CommandTool.options(given(settings, GatewayKey.COMMAND_FOLDER, "folder"))
                .toString();
    }

    private static List<String> observed(GatewaySettings settings) {
        return List.of(
                spans(settings),
                text(Observation.accessLog(settings)),
                text(Observation.accessLog(given(settings, GatewayKey.ACCESS_LOG, "file"))),
                text(Observation.audit(given(settings, GatewayKey.AUDIT, "file"))),
                text(Observation.metrics(settings)),
                text(Observation.metrics(given(settings, GatewayKey.METRICS, "true"))),
                text(Observation.otel(settings)),
                text(Observation.otel(given(settings, GatewayKey.OTEL_ENDPOINT, "http://x"))),
                Observation.anomalies(settings).toString());
    }

    private static GatewaySettings given(GatewaySettings settings, GatewayKey key, String value) {
        return settings.isGiven(key) ? settings : settings.with(key, value);
    }

    private static String text(Optional<?> part) {
        return part.map(Object::toString).orElse("off");
    }

    @Test
    void observerDefaults_areThoseOfTheLibraries_andOff() {
        GatewaySettings defaults = GatewaySettings.defaults();
        assertThat(Observation.accessLog(defaults)).isEmpty();
        assertThat(Observation.audit(defaults)).isEmpty();
        assertThat(Observation.metrics(defaults)).isEmpty();
        assertThat(Observation.open(defaults, Redactor.OFF).listeners()).isEmpty();
        assertThat(observed(defaults))
                .contains(
                        AccessLog.to(Path.of("file")).toString(),
                        AuditLog.to(Path.of("file")).toString(),
                        Metrics.builder().toString(),
                        AnomalyDetector.builder().toString());
    }

    @Test
    void thresholdThatIsNone_isRefused() {
        GatewaySettings wrong = GatewaySettings.defaults()
                .with(GatewayKey.AUDIT, "file")
                .with(GatewayKey.ANOMALIES_THRESHOLDS, "rate_limited=many");
        assertThatThrownBy(() -> Observation.open(wrong, Redactor.OFF))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("rate_limited=10");
    }

    private static String spans(GatewaySettings settings) {
        GatewaySettings on = settings.isGiven(GatewayKey.SPANS) ? settings : settings.with(GatewayKey.SPANS, "folder");
        return Observation.spans(on).orElseThrow().toString();
    }

    @Test
    void spanDefaults_areThoseOfTheLibrary_andOff() {
        assertThat(Observation.spans(GatewaySettings.defaults())).isEmpty();
        assertThat(spans(GatewaySettings.defaults()))
                .isEqualTo(SpanFile.in(Path.of("folder")).toString());
    }

    private static String remote(GatewaySettings settings) {
        return Wiring.remote(new ServerSettings.Remote("r", REMOTE, Map.of(), "http"), settings)
                .toString();
    }

    @Test
    void remoteDefaults_areThoseOfTheLibrary() {
        assertThat(remote(GatewaySettings.defaults()))
                .isEqualTo(RemoteBackend.url(REMOTE).build().toString());
    }

    @Test
    void remoteProxyAndTrust_reachTheBackendOrAreRefused() {
        GatewaySettings defaults = GatewaySettings.defaults();

        assertThat(remote(defaults.with(GatewayKey.REMOTE_PROXY, "http://proxy.example:3128")))
                .contains("proxy=http://proxy.example:3128");
        assertThatThrownBy(() -> remote(defaults.with(GatewayKey.REMOTE_PROXY, "proxy.example")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("proxy must look like");
        assertThatThrownBy(() -> remote(defaults.with(GatewayKey.REMOTE_TRUST, "no/such.pem")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no/such.pem");
    }

    @Test
    void profile_isTheLibrarysAndYieldsToSingleKeys() {
        GatewaySettings phase1 = GatewaySettings.defaults().with(GatewayKey.PROFILE, "phase1");
        assertThat(Wiring.http(phase1, true)).isEqualTo(HttpOptions.PHASE1);

        HttpOptions strict = Wiring.http(phase1.with(GatewayKey.UNKNOWN_SESSION_STATUS, "404"), true);
        assertThat(strict)
                .isEqualTo(
                        HttpOptions.PHASE1.toBuilder().unknownSessionStatus(404).build());
    }

    @Test
    void sseKeys_reachTheEdge() {
        GatewaySettings settings = GatewaySettings.defaults()
                .with(GatewayKey.SSE_FLAVOUR, "broadcast")
                .with(GatewayKey.SSE_ORIGIN_CHECK, "false")
                .with(GatewayKey.SSE_MAX_CONNECTIONS, "7");
        Map<String, Connections> words = Map.of(
                "multi", Connections.MULTI,
                "single-reject", Connections.SINGLE_REJECT,
                "single-replace", Connections.SINGLE_REPLACE,
                "max-n", Connections.MAX_N);
        words.forEach((word, connections) -> assertThat(
                        Wiring.http(settings.with(GatewayKey.SSE_CONNECTIONS, word), true)
                                .sse())
                .isEqualTo(new SseOptions(Flavour.BROADCAST, false, connections, 7)));
        assertThat(Wiring.http(GatewaySettings.defaults(), true).sse()).isEqualTo(HttpOptions.SPECIFICATION.sse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/livez", "/readyz", "/mcp", "/mcp/x"})
    void ssePathThatIsTaken_isRefused(String path) {
        GatewaySettings settings = GatewaySettings.defaults().with(GatewayKey.SSE_PATH, path);

        assertThatThrownBy(() -> HttpServing.rehearse(new Launch(List.of(), true, settings, List.of())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(path);
    }

    @Test
    @Tag("limit:blockingQueue")
    @Tag("limit:maxWaitingHandlers")
    void handlerLimits_reachTheGateway() throws InterruptedException {
        GatewaySettings settings = GatewaySettings.defaults()
                .with(GatewayKey.MAX_BLOCKING_HANDLERS, "1")
                .with(GatewayKey.MAX_WAITING_HANDLERS, "1");
        CountDownLatch end = new CountDownLatch(1);
        try (McpGateway gateway = gateway(new Launch(List.of(), true, settings, List.of()))) {
            Executor handlers = gateway.context().handlerExecutor();
            handlers.execute(() -> await(end));
            handlers.execute(() -> await(end));

            assertThatThrownBy(() -> handlers.execute(() -> await(end))).isInstanceOf(RejectedExecutionException.class);
            end.countDown();
        }
    }

    @Test
    void callLimits_reachTheGatewayAndItsBackends() {
        GatewaySettings settings = GatewaySettings.defaults()
                .with(GatewayKey.MAX_IN_FLIGHT_TOTAL, "3")
                .with(GatewayKey.MAX_IN_FLIGHT_PER_BACKEND, "2")
                .with(GatewayKey.MAX_PENDING, "1")
                .with(GatewayKey.MAX_QUESTIONS, "1");
        List<ServerSettings> servers = List.of(server("a", ShellServer.polite()), server("b", ShellServer.curious()));
        try (McpGateway gateway = gateway(new Launch(servers, false, settings, List.of()))) {
            BackendSession first = session(gateway, "a");
            first.call(Calls.call("tools/list", "{}"), new RecordingObserver());
            assertThat(refusal(first)).contains("(maxPending)");
            session(gateway, "a").call(Calls.call("tools/list", "{}"), new RecordingObserver());
            assertThat(refusal(session(gateway, "a"))).contains("(maxInFlightPerBackend)");

            BackendSession curious = session(gateway, "b");
            CompletionStage<McpReply> told = curious.call(Calls.call("tools/list", "{}"), new RecordingObserver());
            assertThat(Await.value("what the second question was answered", told)
                            .toString())
                    .contains("(maxQuestions)");
            curious.call(Calls.call("resources/list", "{}"), new RecordingObserver());
            assertThat(refusal(session(gateway, "b"))).contains("(maxInFlightTotal)");
        }
    }

    private static ServerSettings server(String name, List<String> command) {
        return new ServerSettings.Program(name, command, Map.of(), null);
    }

    private static McpGateway gateway(Launch launch) {
        return Wiring.gateway(launch, Parts.of(launch));
    }

    private static BackendSession session(McpGateway gateway, String name) {
        return Await.value("open", gateway.view(name).orElseThrow().open(new RecordingPeer()));
    }

    private static String refusal(BackendSession session) {
        CompletionStage<McpReply> reply = session.call(Calls.call("tools/list", "{}"), new RecordingObserver());
        McpReply.Failure failure = (McpReply.Failure) Await.value("refused", reply);
        assertThat(failure.reason()).isEqualTo(TrestleError.BUSY);
        return failure.error().message();
    }

    /** What the page shows can be used, but for programs that are not everywhere. */
    @Test
    void exampleOfThePage_hasNoMistakes(@TempDir Path folder) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        int from = page.indexOf("```jsonc\n") + 9;
        Path file = Files.writeString(folder.resolve("trestle.json"), page.substring(from, page.indexOf("```", from)));

        assertThat(ConfigFile.read(file, System.getenv()).mistakes())
                .allMatch(mistake -> mistake.contains(".command: ")
                        || mistake.contains("there is no folder /opt/tickets")
                        || mistake.contains("there is no file /run/secrets/"));
    }

    private static String other(GatewayKey key) {
        return switch (key.kind()) {
            case TEXT -> key == GatewayKey.OTEL_ENDPOINT ? "https://otel.example.com" : "x";
            case PATH -> "/x";
            case TEXTS ->
                switch (key) {
                    case OTEL_HEADERS -> "X-Mine: x";
                    case CORS_EXPOSED_HEADERS -> "X-Mine";
                    case ANOMALIES_THRESHOLDS -> "busy=1";
                    case ACCESS_RULES -> "deny * tools:x";
                    case FILES_FOLDERS -> "docs=/srv/docs";
                    default -> "https://app.example.com";
                };
            case WORD -> key.words().get(1);
            case FLAG -> key.standard().equals(Optional.of("true")) ? "false" : "true";
            case PORT, COUNT -> "7";
            case DURATION -> "7s";
            case SIZE -> "7KiB";
            case RATE -> "7/1m burst 3";
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
