package dev.trestle.mcp.standalone.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may stand in {@code gateway}. {@code docs/configuration.md} lists these, and a test holds the two together. */
public enum GatewayKey {
    HOST("host", Kind.TEXT, "127.0.0.1", "The address to listen on. Option `--host`."),
    PORT(
            "port",
            Kind.PORT,
            "8001",
            "The port to listen on, 0 for any free one. Option `--port`, variable `MCP_GATEWAY_PORT`."),
    DEFAULT_VIEW("defaultView", Kind.TEXT, null, "The server behind `/mcp`. Default: the first of the file."),
    REQUEST_TIMEOUT(
            "requestTimeout",
            Kind.DURATION,
            "30s",
            "How long a backend may be silent during a call; progress, a log line or a question resets it."),
    REQUEST_CAP("requestCap", Kind.DURATION, "30m", "How long a call may take in all."),
    ASK_TIMEOUT("askTimeout", Kind.DURATION, "10m", "How long a client may take to answer a question of a backend."),
    START_TIMEOUT(
            "startTimeout",
            Kind.DURATION,
            "60s",
            "How long a backend may take to start and to complete its handshake."),
    PROBE_TIMEOUT(
            "probeTimeout",
            Kind.DURATION,
            "15s",
            "How long a server may take to say whether it speaks 2026-07-28; a program that is silent for longer is taken for one"
                    + " that does not."),
    STATE_KEYS(
            "stateKeys",
            Kind.TEXT,
            null,
            "A file of keys that seal what clients of 2026-07-28 hold while their users are asked: lines `id:key`, the key"
                    + " being 32 bytes in base64; the first seals, all open. Variable `TRESTLE_STATE_KEYS`, which holds the lines"
                    + " themselves, with commas between them. Unset: a random key that ends with the program, and what it sealed with it."),
    ORIGINS(
            "origins",
            Kind.TEXTS,
            null,
            "Which web pages may call: `https://app.example.com`, `https://*.example.com`, `http://localhost:3000`,"
                    + " `null` for the opaque origin. Variable `MCP_ALLOWED_ORIGINS`. Unset: on a loopback address those of `localhost`, `127.0.0.1` and"
                    + " `[::1]`, else none."),
    HOSTS(
            "hosts",
            Kind.TEXTS,
            null,
            "Which values of `Host` are served: `gateway.example.com`, `localhost:8001`. Unset: on a loopback address"
                    + " `localhost`, `127.0.0.1` and `[::1]`, else any."),
    PROFILE(
            "profile",
            "default",
            "`default` is the specification; `phase1` sets the keys that name it below, and each of them may be set by"
                    + " itself. Option `--profile`.",
            "default",
            "phase1"),
    UNSET_ORIGINS(
            "unsetOrigins",
            "loopback",
            "What unset `origins` let in; `any` lets every page send requests, though not read the answers. `phase1`: `any`.",
            "loopback",
            "any"),
    UNSET_HOSTS("unsetHosts", "loopback", "What unset `hosts` let in. `phase1`: `any`.", "loopback", "any"),
    CORS_ANY_ORIGIN(
            "cors.anyOrigin",
            Kind.FLAG,
            "false",
            "Lets pages of any origin in, and read the answers: for development only."),
    CORS_EXPOSED_HEADERS(
            "cors.exposedHeaders",
            Kind.TEXTS,
            "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version, Retry-After, X-Correlation-Id",
            "Which response headers a page may read; `Mcp-Session-Id` always is one. Variable `MCP_EXPOSE_HEADERS`."),
    TOLERANT(
            "compatibility.tolerant",
            Kind.FLAG,
            "false",
            "Whether a request without `Mcp-Session-Id` opens a session instead of being refused."),
    UNKNOWN_SESSION_STATUS(
            "compatibility.unknownSessionStatus",
            "404",
            "The status for a session that does not exist. `phase1`: 400.",
            "404",
            "400"),
    DELETE_UNKNOWN_STATUS(
            "compatibility.deleteUnknownStatus", "404", "The status for DELETE of one. `phase1`: 204.", "404", "204"),
    CLIENT_CHOSEN_SESSION_IDS(
            "compatibility.clientChosenSessionIds",
            Kind.FLAG,
            "false",
            "Whether `initialize` may name the session that it opens or joins. `phase1`: true."),
    LENIENT_HEADERS(
            "compatibility.lenientHeaders",
            Kind.FLAG,
            "false",
            "Whether `Accept` and `Content-Type` may be anything. `phase1`: true."),
    IN_BAND_STATUS(
            "compatibility.inBandStatus",
            Kind.FLAG,
            "false",
            "Whether errors of ours in a session have an HTTP status of their own, such as 409 for a duplicate id."
                    + " `phase1`: true."),
    TIMEOUT_CODE(
            "compatibility.timeoutCode",
            "-32603",
            "The JSON-RPC code of a timeout. `phase1`: -32000.",
            "-32603",
            "-32000"),
    SESSION_HEADER_ALWAYS(
            "compatibility.sessionHeaderAlways",
            Kind.FLAG,
            "false",
            "Whether every answer in a session names it. `phase1`: true."),
    SSE_PATH(
            "sse.path",
            Kind.PATH,
            "/sse",
            "Where HTTP with SSE of 2024-11-05 is served; servers are below it. A slash before it may be left out, one"
                    + " after it is taken away. Variable `MCP_GATEWAY_BASE_PATH`."),
    SSE_FLAVOUR(
            "sse.flavour",
            "session",
            "`session` is what 2024-11-05 says; in `broadcast` there is no `endpoint` event, all streams of a server share"
                    + " one session with it, and all that it says comes on each of them. `phase1`: `broadcast`.",
            "session",
            "broadcast"),
    SSE_ORIGIN_CHECK(
            "sse.originCheck",
            Kind.FLAG,
            "true",
            "Whether `Host` and `Origin` are judged there as everywhere. `phase1`: false."),
    SSE_CONNECTIONS(
            "sse.connections",
            "multi",
            "How many streams a server may have: `single-reject` refuses a second with 409, `single-replace` ends the first,"
                    + " `max-n` refuses those beyond `sse.maxConnections`; all together are bounded by `maxSessions`.",
            "multi",
            "single-reject",
            "single-replace",
            "max-n"),
    SSE_MAX_CONNECTIONS(
            "sse.maxConnections",
            Kind.COUNT,
            "64",
            "Streams of one server with `sse.connections` `max-n`; beyond it 409."),
    SSE_AFTER("sseAfter", Kind.DURATION, "1s", "After how long without an answer a response becomes an event stream."),
    HEARTBEAT(
            "heartbeat",
            Kind.DURATION,
            "15s",
            "After how long of silence an event stream gets a comment. A client that closed its connection is"
                    + " missed within about three."),
    RETRY(
            "retry",
            Kind.DURATION,
            "1s",
            "How long a client waits before it comes back after its connection ended; told to clients of 2025-11-25."),
    CONNECTION_LIFE(
            "connectionLife",
            Kind.DURATION,
            null,
            "After how long the response of an event stream is ended, while its call goes on and the client comes back for the"
                    + " rest (2025-11-25 only). Set it below the limit of a proxy that ends responses however busy they"
                    + " are, such as `50s` for 60 s; for one that ends silent ones `heartbeat` is enough. Unset: never."),
    REMOTE_CONNECT_TIMEOUT(
            "remote.connectTimeout",
            Kind.DURATION,
            "10s",
            "How long making a connection to a server at a `url` may take."),
    REMOTE_IDLE_TIMEOUT(
            "remote.idleTimeout",
            Kind.DURATION,
            "5m",
            "How long a connection to one may bring no byte of an answer; how long a call may take is `requestTimeout`."),
    REMOTE_ACCEPT_TIMEOUT(
            "remote.acceptTimeout",
            Kind.DURATION,
            "10s",
            "How long one may take to accept a message that it need not answer."),
    REMOTE_MAX_MESSAGE(
            "remote.maxMessage",
            Kind.SIZE,
            "16MiB",
            "One message of one; the call that a longer one answers gets the error `limit_reached`."),
    REMOTE_SEND_QUEUE(
            "remote.sendQueue",
            Kind.SIZE,
            "1MiB",
            "What may wait in one session for one to accept what was sent before; beyond it `busy`."),
    REMOTE_MAX_CONNECTIONS(
            "remote.maxConnections", Kind.COUNT, "4096", "Open connections to one; further requests wait."),
    REMOTE_BREAKER_FAILURES(
            "remote.breakerFailures",
            Kind.COUNT,
            "5",
            "After how many failures in a row one is left alone: connections that cannot be made or break before the answer,"
                    + " and statuses of 5xx."),
    REMOTE_BREAKER_WINDOW("remote.breakerWindow", Kind.DURATION, "30s", "Within which time they have to happen."),
    REMOTE_BREAKER_PAUSE(
            "remote.breakerPause", Kind.DURATION, "20s", "For how long, before one request is let through to see."),
    MAX_PARKED(
            "stateless.maxParked",
            Kind.COUNT,
            "1000",
            "How many calls of clients of 2026-07-28 may wait for answers of their users."),
    MAX_PARKED_PER_PRINCIPAL(
            "stateless.maxParkedPerPrincipal", Kind.COUNT, "8", "How many of them may be one authenticated client's."),
    PARK_TTL("stateless.parkTtl", Kind.DURATION, "5m", "How long such a call waits."),
    URL_PARK_TTL("stateless.urlParkTtl", Kind.DURATION, "15m", "How long it waits if the user was sent to a page."),
    KEEP_REPLY(
            "stateless.keepReply",
            Kind.DURATION,
            "60s",
            "How long the reply of a call is kept that ends while its client is away."),
    ASK_GATHER(
            "stateless.askGather",
            Kind.DURATION,
            "25ms",
            "How long a question waits for others that can be asked with it."),
    MAX_ASKS_PER_ROUND(
            "stateless.maxAsksPerRound", Kind.COUNT, "16", "How many questions of a call may be open at once."),
    MAX_ROUNDS("stateless.maxRounds", Kind.COUNT, "10", "How often a call may ask."),
    MAX_LISTENS("stateless.maxListens", Kind.COUNT, "20000", "How many `subscriptions/listen` may be open."),
    MAX_LISTENS_PER_PRINCIPAL(
            "stateless.maxListensPerPrincipal",
            Kind.COUNT,
            "16",
            "How many of them may be one authenticated client's."),
    STATE_TTL(
            "stateless.stateTtl", Kind.DURATION, "60m", "How long a client may take to come back with what it holds."),
    POOL_SIZE(
            "lending.poolSize",
            Kind.COUNT,
            "8",
            "How many sessions with a server of the legacy era one client of 2026-07-28 may have, if the server does not tell"
                    + " during which call it asks (programs, HTTP with SSE)."),
    MAX_LENT("lending.maxLent", Kind.COUNT, "1000", "How many such sessions there may be with one server."),
    LEASE_WAIT(
            "lending.leaseWait",
            Kind.DURATION,
            "30s",
            "How long a call waits for a session of its own before it is told that the server is busy."),
    LINK_WAIT(
            "lending.linkWait",
            Kind.DURATION,
            "20s",
            "How long a server of 2025-11-25 that wanted a link opened first may take to say that it was used, before the call"
                    + " is made again."),
    SESSION_IDLE("lending.sessionIdle", Kind.DURATION, "5m", "How long such a session is kept that nobody uses."),
    TASK_POLL_INTERVAL(
            "tasks.taskPollInterval",
            Kind.DURATION,
            "1s",
            "With `awaitTasks`: how often a server is asked how a task is doing that does not say how often to ask."),
    TASK_TTL(
            "tasks.taskTtl",
            Kind.DURATION,
            "30m",
            "With `awaitTasks`: how long a server of 2025-11-25 is told to keep a task. With `mapTasks`: how long a task is kept"
                    + " that was over at once."),
    MAX_TASKS(
            "tasks.maxTasks",
            Kind.COUNT,
            "1000",
            "How many tasks of one user and server are known to be that user's; those made before them cannot be asked for"
                    + " any more."),
    REMOTE_PROXY(
            "remote.proxy",
            Kind.TEXT,
            null,
            "An HTTP proxy to reach them through, as `http://host:port`. Unset: none, whatever the environment says."),
    REMOTE_TRUST(
            "remote.trust",
            Kind.TEXT,
            null,
            "A file of certificates in PEM to trust, instead of those that Java trusts."),

    VALIDATE_ARGUMENTS(
            "validation.arguments",
            Kind.FLAG,
            "false",
            "Whether arguments of tools are held against the `inputSchema` that their server lists. What does not fit is answered"
                    + " as the result of a tool that failed and names path, rule and what is expected."),
    VALIDATE_RESULTS(
            "validation.results",
            Kind.FLAG,
            "false",
            "Whether `structuredContent` is held against the `outputSchema`; what does not fit is withheld."),
    SCHEMA_TTL(
            "validation.schemaTtl",
            Kind.DURATION,
            "5m",
            "How long a list of tools is believed of a server that says nothing; before anybody is refused it is asked for again."),
    MAX_SCHEMA("validation.maxSchema", Kind.SIZE, "256KiB", "One schema; a longer one refuses nothing."),
    MAX_STEPS(
            "validation.maxSteps",
            Kind.COUNT,
            "1000000",
            "How much work checking one value may be, in values and characters looked at; a value that is more is refused."),
    MAX_LISTS(
            "validation.maxLists",
            Kind.COUNT,
            "1000",
            "How many clients' lists of tools are kept; one that was forgotten is asked for again."),
    MAX_SCHEMAS("validation.maxSchemas", Kind.COUNT, "10000", "How many different schemas are kept for them."),
    HEALTH_INTERVAL(
            "health.interval",
            Kind.DURATION,
            "5s",
            "How often at most a server that failed is started again to see, when somebody asks `/readyz`."),
    HEALTH_PATIENCE(
            "health.patience",
            Kind.DURATION,
            "2s",
            "How long `/readyz` waits for that; a server that takes longer is down."),
    HEALTH_AT_START(
            "health.atStart",
            Kind.FLAG,
            "false",
            "Whether the first who asks `/readyz` has servers started that nobody has used, instead of being told `unknown`."),
    HEALTH_COMPONENTS(
            "health.components",
            Kind.FLAG,
            "true",
            "Whether `/readyz` names the servers, besides telling whether all is well."),
    AUTH_API_KEYS(
            "auth.apiKeys",
            Kind.TEXT,
            null,
            "A file of keys by which clients over HTTP are known: lines `name:hash`, which `trestle key NAME` makes. A client sends"
                    + " its key as `Authorization: Bearer` or `X-API-Key`. Unset: everybody is anonymous. `stdio` asks for none: its client"
                    + " is the user who started it."),
    AUTH_ANONYMOUS(
            "auth.anonymous",
            "refuse",
            "With `auth.apiKeys`: whether who sends no key is refused with 401, or let in as anonymous.",
            "refuse",
            "allow"),
    ACCESS_RULES(
            "access.rules",
            Kind.TEXTS,
            null,
            "Who sees and uses what, one rule a string: `deny * tools:delete_*`, `allow alice github/tools:*`. The first rule that"
                    + " is about something settles it; what no rule is about is denied. See below. Unset: everybody, everything."),
    APPROVAL_WHEN(
            "approval.when",
            "off",
            "Which tools somebody has to allow before they are called: `named` are those of `approval.tools`; `destructive` also those"
                    + " that may destroy something by what they say of themselves (`destructiveHint`, true unless they say otherwise);"
                    + " `writing` also those that do anything but read; `all`. See [allowing calls](#allowing-calls).",
            "off",
            "named",
            "destructive",
            "writing",
            "all"),
    APPROVAL_TOOLS(
            "approval.tools",
            Kind.TEXTS,
            null,
            "Tools that have to be allowed whatever they say of themselves: `server/tool`, or `tool` of any server, with `*` for any"
                    + " characters."),
    APPROVAL_ASK_USER(
            "approval.askUser",
            Kind.FLAG,
            "true",
            "Whether the user in front of a client is asked, if the client says that it has one (`elicitation`). `false` if clients"
                    + " are not trusted to ask: they can answer in the place of their users."),
    APPROVAL_WAIT(
            "approval.wait",
            Kind.DURATION,
            null,
            "How long a call waits to be allowed at the [admin listener](#the-admin-listener). Unset: it is told `approval_required` at"
                    + " once, and can be made again."),
    APPROVAL_TTL(
            "approval.ttl",
            Kind.DURATION,
            "15m",
            "How long a request waits to be decided, and how long a denial or a plain approval counts."),
    APPROVAL_HINTS_TTL(
            "approval.hintsTtl", Kind.DURATION, "5m", "How long is believed what a server said of its tools."),
    APPROVAL_MAX_REQUESTS(
            "approval.maxRequests", Kind.COUNT, "1000", "How many requests are kept; calls beyond are refused."),
    APPROVAL_MAX_REQUESTS_PER_PRINCIPAL(
            "approval.maxRequestsPerPrincipal",
            Kind.COUNT,
            "32",
            "How many of one authenticated principal may wait to be decided; calls beyond are refused."),
    APPROVAL_MAX_LISTS(
            "approval.maxLists",
            Kind.COUNT,
            "1000",
            "How many clients' lists of tools are kept; one that was forgotten is asked for again."),
    APPROVAL_FILE(
            "approval.file",
            Kind.TEXT,
            null,
            "A file that keeps requests and decisions beyond the end of the program, readable for its owner only. It has the beginning"
                    + " of each call's arguments. Unset: they end with the program."),
    ADMIN_PORT(
            "admin.port",
            Kind.PORT,
            null,
            "The port of the [admin listener](#the-admin-listener) on 127.0.0.1, 0 for any free one. There is none on any other"
                    + " address. Unset: no such listener."),
    ADMIN_TOKEN_FILE(
            "admin.tokenFile",
            Kind.TEXT,
            null,
            "Where its token is written at each start, readable for the owner only. Unset: `.trestle/admin-PORT.token` in the user's"
                    + " home."),
    RATE_PER_GATEWAY(
            "rateLimit.perGateway", Kind.RATE, null, "How often calls may come, all together. Unset: any number."),
    RATE_PER_CLIENT(
            "rateLimit.perClient",
            Kind.RATE,
            null,
            "How often those of each client may: of an authenticated principal, else of a session, else of all without one."),
    RATE_PER_BACKEND(
            "rateLimit.perBackend", Kind.RATE, null, "How often those to each server may, whoever makes them."),
    RATE_PER_TOOL("rateLimit.perTool", Kind.RATE, null, "How often those of each client to each tool of a server may."),
    RATE_MIN_INTERVAL(
            "rateLimit.minInterval",
            Kind.DURATION,
            null,
            "How long has to pass between two calls of a client to the same tool, such as `250ms`. Unset: nothing."),
    RATE_LISTS(
            "rateLimit.lists",
            Kind.FLAG,
            "false",
            "Whether lists are counted too, besides tool calls, prompts, resources that are read, and completions."),
    RATE_QUEUE(
            "rateLimit.queue",
            Kind.COUNT,
            null,
            "How many calls may wait for their turn. Unset: none; who comes too often is told `rate_limited` at once."),
    RATE_MAX_WAIT(
            "rateLimit.maxWait",
            Kind.DURATION,
            "10s",
            "How long each of them may wait before it is told so after all."),
    RATE_MAX_KEYS(
            "rateLimit.maxKeys",
            Kind.COUNT,
            "10000",
            "For how many clients, and tools of clients, each rate is kept apart; one client's tools get a sixteenth, and all"
                    + " beyond share the rate of one."),

    SPANS(
            "telemetry.spans",
            Kind.TEXT,
            null,
            "A folder in which `mcp_tool_spans.jsonl` gets a line of JSON for each call that ended. Variable `MCP_TOOL_SPANS_DIR`."
                    + " Unset: no spans."),
    SPANS_BATCH(
            "telemetry.batch",
            Kind.COUNT,
            "100",
            "How many spans are written at once, and as soon as there are so many."),
    SPANS_FLUSH_INTERVAL(
            "telemetry.flushInterval", Kind.DURATION, "10s", "How long a span waits for others to be written with it."),
    SPANS_BUFFER(
            "telemetry.buffer",
            Kind.COUNT,
            "10000",
            "How many spans may wait while they cannot be written; further ones are lost and counted."),
    SPANS_MAX_FILE("telemetry.maxFile", Kind.SIZE, "16MiB", "How large their file gets before it becomes `NAME.1`."),
    SPANS_MAX_AGE("telemetry.maxAge", Kind.DURATION, "24h", "How old it gets before that."),
    SPANS_KEEP("telemetry.keep", Kind.COUNT, "10", "How many files before the current one are kept."),
    SPANS_REJECTED(
            "telemetry.rejected", Kind.FLAG, "true", "Whether calls that the gateway itself refused have spans."),
    METRICS(
            "metrics",
            Kind.FLAG,
            "false",
            "Whether `/metrics` has numbers for Prometheus on the port of `/mcp` too, for whoever may use that. The admin listener has"
                    + " them in any case."),
    MAX_SERIES(
            "telemetry.maxSeries",
            Kind.COUNT,
            "1000",
            "How many tools, and how many methods, have numbers of their own; further ones are `other`."),
    ACCESS_LOG(
            "accessLog",
            Kind.TEXT,
            null,
            "A file that gets a line of words for each call that ended, or `-` for standard error. `telemetry.buffer`, `.maxFile`,"
                    + " `.maxAge` and `.keep` hold for it too. Unset: none."),
    AUDIT(
            "audit.file",
            Kind.TEXT,
            null,
            "A file that gets a line of JSON for each refusal, failure of a tool, session with a server, and anomaly. Unset: none."),
    AUDIT_CHAIN("audit.chain", Kind.FLAG, "false", "Whether each line has the SHA-256 of the one before."),
    AUDIT_MAX_FILE("audit.maxFile", Kind.SIZE, "5MiB", "How large the file gets before it becomes `NAME.1.gz`."),
    AUDIT_MAX_AGE("audit.maxAge", Kind.DURATION, "24h", "How old it gets before that."),
    AUDIT_KEEP("audit.keep", Kind.COUNT, "10", "How many files before the current one are kept."),
    AUDIT_QUEUE("audit.queue", Kind.COUNT, "10000", "How many events may wait while they cannot be written."),
    AUDIT_MAX_WAIT(
            "audit.maxWait",
            Kind.DURATION,
            "50ms",
            "How long a call waits for room among them, once; then events are lost and counted until there was room again."),
    ANOMALIES_WINDOW("anomalies.window", Kind.DURATION, "1h", "How far back events count."),
    ANOMALIES_THRESHOLDS(
            "anomalies.thresholds",
            Kind.TEXTS,
            "rate_limited=10, approval_requested=20, tool_failure=15",
            "With `audit.file`: how many events of which type one principal, or one tool, may have within it."),
    ANOMALIES_MAX_KEYS(
            "anomalies.maxKeys", Kind.COUNT, "10000", "For how many principals and tools they are counted apart."),

    OTEL_ENDPOINT(
            "otel.endpoint",
            Kind.TEXT,
            null,
            "Where spans and numbers are sent by OTLP over HTTP: the URL before `/v1/traces` and `/v1/metrics`, such as"
                    + " `http://localhost:4318`. Unset: nowhere."),
    OTEL_SERVICE("otel.service", Kind.TEXT, "trestle", "Under which name (`service.name`)."),
    OTEL_HEADERS(
            "otel.headers",
            Kind.TEXTS,
            null,
            "Headers that are sent along, as `Name: value`, such as `Authorization: Bearer ${TOKEN}`. Their values are secrets."),
    OTEL_INTERVAL("otel.interval", Kind.DURATION, "10s", "How often, at least."),
    OTEL_TIMEOUT("otel.timeout", Kind.DURATION, "10s", "How long sending may take, with all attempts."),
    OTEL_QUEUE("otel.queue", Kind.COUNT, "8192", "How many spans may wait to be sent; further ones are lost."),

    MAX_CONNECTIONS(
            "limits.maxConnections", Kind.COUNT, "20000", "Open HTTP connections; further ones wait to be accepted."),
    MAX_HEADERS(
            "limits.maxHeaders",
            Kind.SIZE,
            "16KiB",
            "The request line and headers of a request; beyond it 431, or 414."),
    MAX_BODY("limits.maxBody", Kind.SIZE, "4MiB", "A request's body; beyond it 413."),
    MAX_NESTING(
            "limits.maxNesting",
            Kind.COUNT,
            "100",
            "How deep the JSON of a request may be nested, 1000 at most; beyond it -32700."),
    MAX_BATCH(
            "limits.maxBatch",
            Kind.COUNT,
            "100",
            "Messages in a batch of a 2025-03-26 session; beyond it 400, to the client of `stdio` -32600."),
    BODY_TIMEOUT(
            "limits.bodyTimeout", Kind.DURATION, "30s", "How long a client may take to send a body; after it 408."),
    MAX_LINE(
            "limits.maxLine",
            Kind.SIZE,
            "16MiB",
            "One line of a backend, or of the client of `stdio`; the call that a longer one answers gets the error `limit_reached`."),
    STDIN_QUEUE(
            "limits.stdinQueue",
            Kind.SIZE,
            "16MiB",
            "What may wait for one process to read it; beyond it `busy`. One message alone is always taken, so with less than"
                    + " `limits.maxBody` a long one keeps out all others until it is read."),
    MAX_SESSIONS("limits.maxSessions", Kind.COUNT, "10000", "Open client sessions; beyond it 503."),
    MAX_SESSIONS_PER_PRINCIPAL(
            "limits.maxSessionsPerPrincipal",
            Kind.COUNT,
            "32",
            "Open sessions of one authenticated principal (see `auth`); beyond it 429."),
    MAX_SESSIONS_PER_ADDRESS(
            "limits.maxSessionsPerAddress",
            Kind.COUNT,
            "256",
            "Open sessions of anonymous clients of one address; beyond it 429. Clients of a proxy in front have its address."),
    SESSION_IDLE_TIMEOUT(
            "limits.sessionIdleTimeout",
            Kind.DURATION,
            "30m",
            "After how long without request, open stream or running call a session ends, and its process with it."),
    SWEEP_INTERVAL("limits.sweepInterval", Kind.DURATION, "5m", "How often idle sessions are looked for."),
    MAX_CHILDREN("limits.maxChildren", Kind.COUNT, "64", "Backend processes at once; beyond it 503."),
    MAX_IN_FLIGHT("limits.maxInFlight", Kind.COUNT, "64", "Running calls of one session; beyond it the error `busy`."),
    MAX_IN_FLIGHT_TOTAL("limits.maxInFlightTotal", Kind.COUNT, "10000", "Running calls in all; beyond it `busy`."),
    MAX_IN_FLIGHT_PER_BACKEND(
            "limits.maxInFlightPerBackend", Kind.COUNT, "1024", "Running calls of one server; beyond it `busy`."),
    MAX_PENDING(
            "limits.maxPending", Kind.COUNT, "1024", "Calls that wait for one process to answer; beyond it `busy`."),
    MAX_QUESTIONS(
            "limits.maxQuestions",
            Kind.COUNT,
            "64",
            "Questions of one process that wait for its client; beyond it the process is told `busy`."),
    MAX_STREAMS("limits.maxStreamsPerSession", Kind.COUNT, "16", "Open GET streams of one session; beyond it 409."),
    STREAM_QUEUE(
            "limits.streamQueue",
            Kind.SIZE,
            "1MiB",
            "What may wait for a client that reads slowly; beyond it its stream is cut off."),
    MAX_BLOCKING_HANDLERS(
            "limits.maxBlockingHandlers", Kind.COUNT, "256", "Blocking tasks at once, starts of processes among them."),
    MAX_WAITING_HANDLERS(
            "limits.maxWaitingHandlers", Kind.COUNT, "1024", "Blocking tasks that wait; beyond it the error `busy`."),
    OUTBOX_MESSAGES(
            "limits.outboxMessages", Kind.COUNT, "256", "Messages of one session that wait for a stream to go out on."),
    OUTBOX_BYTES("limits.outboxBytes", Kind.SIZE, "1MiB", "The bytes of them."),
    OUTBOX_AGE("limits.outboxAge", Kind.DURATION, "60s", "How long each may wait."),
    REPLAY_EVENTS(
            "limits.replayEvents", Kind.COUNT, "1000", "Events that a session keeps for a client that comes back."),
    REPLAY_BYTES("limits.replayBytes", Kind.SIZE, "4MiB", "The bytes of them."),
    REPLAY_AGE(
            "limits.replayAge",
            Kind.DURATION,
            "5m",
            "How long each is kept once its client has most likely had it, and how long a stream that is over."),
    BUILTINS_TOOLS(
            "builtins.tools",
            Kind.TEXTS,
            null,
            "What comes with Trestle, as a server of its own at `/mcp/trestle`: any of `catalog`, `command`, `files`, `prompts`, `health`,"
                    + " `metrics` and `reload`. Unset: nothing."
                    + " See [built-ins](built-ins.md)."),
    BUILTINS_NAME("builtins.name", Kind.TEXT, "trestle", "What that server is called, which is part of its URL."),
    CATALOG_TTL(
            "catalog.ttl",
            Kind.DURATION,
            "30s",
            "How long the catalogue keeps the lists of servers, for each client apart; `reload` clears."),
    CATALOG_TIMEOUT(
            "catalog.timeout",
            Kind.DURATION,
            "10s",
            "How long a server may take to give its lists; one that takes longer is named as unavailable."),
    CATALOG_MAX_ENTRIES(
            "catalog.maxEntries",
            Kind.COUNT,
            "1000",
            "How many tools, prompts and resources of one server, taken together, can be found."),
    CATALOG_MAX_PRINCIPALS(
            "catalog.maxPrincipals",
            Kind.COUNT,
            "64",
            "For how many clients lists are kept; those of whoever did not search for longest are forgotten."),
    FILES_FOLDERS(
            "files.folders",
            Kind.TEXTS,
            null,
            "Folders whose files are resources, each as `name=/path`; clients learn the name and not the path."),
    FILES_MAX_FILES(
            "files.maxFiles", Kind.COUNT, "1000", "How many files of all folders together; the rest is left out."),
    FILES_MAX_FILE(
            "files.maxFile", Kind.SIZE, "1MiB", "How large a file may be; a larger one is left out, or not read."),
    FILES_MAX_DEPTH("files.maxDepth", Kind.COUNT, "16", "How many folders deep files are looked for."),
    PROMPTS_FOLDER("prompts.folder", Kind.TEXT, null, "A folder of Markdown files that are prompts."),
    PROMPTS_MAX_TEMPLATES("prompts.maxTemplates", Kind.COUNT, "200", "How many there may be; more are a mistake."),
    PROMPTS_MAX_TEMPLATE(
            "prompts.maxTemplate", Kind.SIZE, "64KiB", "How large each may be; a larger one is a mistake."),
    COMMAND_ALLOW(
            "command.allow",
            Kind.TEXTS,
            null,
            "With `command` in `builtins.tools`: what may be run, one rule a string: `git status`, `ls -l {path}`, `git log *`. Nothing"
                    + " else is. See [built-ins](built-ins.md#commands)."),
    COMMAND_DENY(
            "command.deny",
            Kind.TEXTS,
            null,
            "What may not be run whatever is allowed, one rule a string: `git push * --force *`. Here `*` is anything, anywhere."),
    COMMAND_FOLDER(
            "command.folder",
            Kind.TEXT,
            null,
            "Where commands run, and what their paths must not lead out of. There is none unless it is named."),
    COMMAND_ENVIRONMENT(
            "command.environment",
            Kind.TEXTS,
            null,
            "Names of environment variables that commands get. They get no others but `PATH`, `LANG` and a mark to be found by."),
    COMMAND_PATH(
            "command.path",
            Kind.TEXTS,
            "/usr/local/bin, /usr/bin, /bin",
            "The folders in which programs are looked for, once, at the start."),
    COMMAND_TIMEOUT(
            "command.timeout",
            Kind.DURATION,
            "30s",
            "How long a command may take; then it and all that it started is ended."),
    COMMAND_MAX_OUTPUT(
            "command.maxOutput",
            Kind.SIZE,
            "1MiB",
            "How much is told of what it writes, of each stream. The rest is dropped, and it goes on."),
    COMMAND_MAX_CONCURRENT(
            "command.maxConcurrent", Kind.COUNT, "4", "How many commands may run at once; beyond it `busy`."),
    COMMAND_MAX_PROCESSES(
            "command.maxProcesses",
            Kind.COUNT,
            "64",
            "How many processes a command may start; with more all of them are ended."),
    CACHE_ENABLED(
            "cache.enabled",
            Kind.FLAG,
            "false",
            "`true`: results are given again, to the same client only, for as long as their server says (`ttlMs`)."),
    CACHE_WEIGHT(
            "cache.weight",
            Kind.SIZE,
            "64MiB",
            "The bytes of all that is kept; what was not used for longest goes first."),
    CACHE_TTL(
            "cache.ttl",
            Kind.TEXTS,
            null,
            "Servers whose results are kept though they do not say so and announce no changes: `files 300s 60s`, the name, for how"
                    + " long lists are kept, and for how long what was read (resources, prompts). For clients with sessions only; a"
                    + " change is not visible before that."),
    REDACTION_ENABLED(
            "redaction.enabled",
            Kind.FLAG,
            "true",
            "`true`: secrets are taken out of whatever is logged and out of the errors that clients are told; `[REDACTED:TYPE]`"
                    + " stands in their place. Known are what `${…}` and `envFile` put in, headers of servers, variables that are named like"
                    + " secrets, credentials of requests, values named like secrets, and tokens that look like what they are. Of what is put in,"
                    + " these are not taken for secrets: values of fewer than 8 characters or 4 different ones, variables of every machine"
                    + " (`HOME`, `PATH`, `USER`, `LANG` and such), words of fewer than 16 letters of one case, paths that are there, and URLs that"
                    + " are no more than a scheme, a host and a port. Anything else that was put in disappears from all texts, also where it is no"
                    + " secret; write what is none into the file itself. A secret that is such a word: name its variable in"
                    + " `redaction.secrets`."),
    REDACTION_RESULTS(
            "redaction.results",
            Kind.FLAG,
            "false",
            "`true`: also out of results of servers, on their way to the client."),
    REDACTION_ARGUMENTS(
            "redaction.arguments",
            Kind.FLAG,
            "false",
            "`true`: also out of `arguments` of calls, on their way to the server."),
    REDACTION_NOTIFICATIONS(
            "redaction.notifications",
            Kind.FLAG,
            "false",
            "`true`: also out of what servers say and ask, during calls and outside of them."),
    REDACTION_SECRETS(
            "redaction.secrets",
            Kind.TEXTS,
            null,
            "Names of environment variables whose values are secret, besides those that are named so (`…_TOKEN`, `…PASSWORD`)."),
    REDACTION_PATTERNS(
            "redaction.patterns",
            Kind.TEXTS,
            null,
            "How your own tokens begin, at least 4 characters: `acme_live_`; `?` is any one letter, digit or `_`, and a `*` at"
                    + " the end may be left out. No regular expressions."),
    REDACTION_PII(
            "redaction.pii",
            Kind.FLAG,
            "false",
            "`true`: mail addresses, telephone numbers in international form and numbers of payment cards, too."),
    REDACTION_MAX_SEEN(
            "redaction.maxSeen",
            Kind.COUNT,
            "256",
            "Credentials of requests that are remembered; one more, and the oldest is forgotten."),
    REPLAY_TOTAL("limits.replayTotal", Kind.SIZE, "256MiB", "The bytes that all sessions keep together.");

    private final String key;
    private final Kind kind;
    private final @Nullable String standard;
    private final String meaning;
    private final List<String> words;

    GatewayKey(String key, Kind kind, @Nullable String standard, String meaning) {
        this.key = key;
        this.kind = kind;
        this.standard = standard;
        this.meaning = meaning;
        this.words = List.of();
    }

    GatewayKey(String key, String standard, String meaning, String... words) {
        this.key = key;
        this.kind = Kind.WORD;
        this.standard = standard;
        this.meaning = meaning;
        this.words = List.of(words);
    }

    /** How the key is spelled within {@code gateway}, with a dot where it stands in an object of its own. */
    public String key() {
        return key;
    }

    /** What kind of value it takes. */
    public Kind kind() {
        return kind;
    }

    /** What to write, for people. */
    public String wanted() {
        return kind == Kind.WORD ? String.join(" or ", words) : kind.wanted;
    }

    /** Which words it takes, if it takes words. */
    public List<String> words() {
        return words;
    }

    /** The value as it would be written in the file, or empty if what is there instead is no fixed value. */
    public Optional<String> standard() {
        return Optional.ofNullable(standard);
    }

    /** What it means, in Markdown. */
    public String meaning() {
        return meaning;
    }

    static Optional<GatewayKey> of(String key) {
        return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
    }

    /** Whether a name is that of an object in which keys stand. */
    static boolean isGroup(String name) {
        return Arrays.stream(values()).anyMatch(known -> known.key.startsWith(name + "."));
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(GatewayKey::key).toList();
    }

    /** What kind of value a key takes. */
    public enum Kind {
        /** A string. */
        TEXT("a string"),
        /** One of a few words. */
        WORD("one of a few words"),
        /** Yes or no. */
        FLAG("true or false"),
        /** A path of HTTP. */
        PATH("a path such as \"/sse\", of letters, digits and . _ ~ -"),
        /** A list of strings. */
        TEXTS("a list of strings"),
        /** A port number, 0 for any. */
        PORT("a number from 0 to 65535"),
        /** A number of things, at least 1. */
        COUNT("a number of at least 1"),
        /** How often something may happen. */
        RATE("a rate like \"100/1m\" or \"100/1m burst 20\""),
        /** A duration with its unit. */
        DURATION("a duration like \"30s\" or \"5m\""),
        /** A size with its unit. */
        SIZE("a size like \"512KiB\" or \"4MiB\"");

        private final String wanted;

        Kind(String wanted) {
            this.wanted = wanted;
        }
    }
}
