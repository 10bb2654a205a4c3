package dev.trestle.mcp.standalone.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What may stand in one server's object. {@code docs/configuration.md} lists these, and a test holds the two together. */
public enum ServerKey {
    COMMAND("command", Use.USED, "The program to start. Required, unless there is a `url`."),
    ARGS("args", Use.USED, "Its arguments, a list of strings."),
    ENV("env", Use.USED, "Environment variables to set for it; they win over `envFile`."),
    ENV_FILE("envFile", Use.USED, "A file of `NAME=value` lines, relative to the configuration file."),
    CWD("cwd", Use.USED, "The folder to start it in, relative to the configuration file. Default: Trestle's own."),
    URL("url", Use.USED, "Where the server is, instead of a program: `https://example.com/mcp`."),
    HEADERS(
            "headers",
            Use.USED,
            "Headers to send to a `url` with every request, such as `Authorization`; they are in no log and go to no other"
                    + " origin."),
    TYPE(
            "type",
            Use.USED,
            "`stdio` for a program. For a `url`: `http` (default) tries Streamable HTTP, then HTTP with SSE;"
                    + " `streamable-http` and `sse` are only the one."),
    DISABLED("disabled", Use.USED, "`true` leaves this server out, and nothing else of it is looked at."),
    ERA(
            "era",
            Use.USED,
            "What it speaks: `legacy`, versions with sessions (2024-11-05 to 2025-11-25); `modern`, 2026-07-28; `auto` (default)"
                    + " finds out, and gives each client its own era if the server has it."),
    AWAIT_TASKS(
            "awaitTasks",
            Use.USED,
            "`true`: tools that the server runs as tasks only can be called by clients that do not know its tasks, those of the"
                    + " other era among them; Trestle makes the task, waits for it, and answers the call with its result. `false` (default):"
                    + " such a call is refused."),
    MAP_TASKS(
            "mapTasks",
            Use.USED,
            "`true`: a client that knows the tasks of its era is shown those of a server of the other era as such. `false`"
                    + " (default): it is not told of them."),
    SHARING("sharing", Use.USED, "`per-session` (default): every client session has a process of its own."),
    DISABLED_TOOLS(
            "disabledTools",
            Use.USED,
            "Tools that are not there for anybody, whatever `access.rules` says: a list of names, each as it is. They are in no"
                    + " list, and who calls one is told what he would be told of one that does not exist."),
    AUTO_APPROVE(
            "autoApprove",
            Use.USED,
            "Tools that nobody has to allow, whatever `approval.when` and `approval.tools` say: a list of names, with `*` for any"
                    + " characters."),

    POOL_SIZE("poolSize", Use.LATER, "sharing per-session is"),
    IDLE_TIMEOUT("idleTimeout", Use.LATER, "gateway.limits.sessionIdleTimeout is"),
    REQUEST_TIMEOUT("requestTimeout", Use.LATER, "gateway.requestTimeout, for all servers, is"),
    RESTART("restart", Use.LATER, "every new session starts a new process"),

    ALWAYS_ALLOW("alwaysAllow", Use.IGNORED, "Asks a client not to ask; the client's matter."),
    TIMEOUT("timeout", Use.IGNORED, "The client's own patience; `gateway.requestTimeout` is ours."),
    DEV("dev", Use.IGNORED, "An editor's development mode."),
    GALLERY("gallery", Use.IGNORED, "Where an editor found the server."),
    DESCRIPTION("description", Use.IGNORED, "For people."),
    ICON("icon", Use.IGNORED, "For people.");

    private final String key;
    private final Use use;
    private final String meaning;

    ServerKey(String key, Use use, String meaning) {
        this.key = key;
        this.use = use;
        this.meaning = meaning;
    }

    /** How the key is spelled in the file. */
    public String key() {
        return key;
    }

    /** What becomes of it. */
    public Use use() {
        return use;
    }

    /** What it means; for a key of a later version what to use instead. */
    public String meaning() {
        return meaning;
    }

    static Optional<ServerKey> of(String key) {
        return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
    }

    /** The keys that are worth suggesting. */
    static List<String> usable() {
        return Arrays.stream(values())
                .filter(known -> known.use == Use.USED)
                .map(ServerKey::key)
                .toList();
    }

    /** What becomes of a key. */
    public enum Use {
        /** It does what it says. */
        USED,
        /** A later version will use it; until then it is refused, so that nobody believes that it works. */
        LATER,
        /** Clients write it for themselves; one warning, and no effect. */
        IGNORED
    }
}
