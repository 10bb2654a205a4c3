package dev.trestle.mcp.matrix.era;

import static dev.trestle.mcp.matrix.era.Verdict.works;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * What is done, and what the user sees of it.
 *
 * @param name as the page has it
 * @param run does it, and tells what was seen
 * @param verdict what is to be seen
 */
record Scenario(String name, BiFunction<EraSites, Cell, String> run, Verdict verdict) {

    private static final String NO_FORM =
            "isError The server needs a capability that this client did not declare: elicitation.form";
    private static final String NO_LINK =
            "isError The server needs a capability that this client did not declare: elicitation.url";
    private static final String EXPIRED = "error -32602 Invalid or expired requestState";

    private static final BiPredicate<ClientKind, BackendKind> OLD = (client, backend) -> !client.knowsForms();
    private static final BiPredicate<ClientKind, BackendKind> NO_LINKS = (client, backend) -> !client.knowsLinks();
    private static final BiPredicate<ClientKind, BackendKind> MODERN_CLIENT = (client, backend) -> client.isModern();
    private static final BiPredicate<ClientKind, BackendKind> MODERN_SERVER =
            (client, backend) -> backend.isModernFor(client);

    /** In the order of the page; the last ones leave no session behind. */
    static final List<Scenario> ALL = List.of(
            new Scenario("list", Steps::list, works("tools, and 2 resources")),
            new Scenario("call", Steps.tool("echo", "{\"text\":\"hi\"}"), works("hi")),
            new Scenario("unknown tool", Steps::unknownTool, works("error -32602")),
            new Scenario("isError", Steps.tool("error", "{}"), works("isError told so")),
            new Scenario("progress", Steps::progress, works("1 2 3 then 3 said")),
            new Scenario("log", Steps::log, works("info warning error then logged")),
            new Scenario("cancel", Steps::cancel, works("one more was cancelled")),
            new Scenario(
                    "disconnect",
                    Steps::disconnect,
                    works("went on, and was fetched: done")
                            .limit(15, "was cancelled, and cannot be fetched", MODERN_CLIENT)),
            form("form question accepted", "who?", "accept Ada"),
            form("form question declined", "decline!", "decline"),
            form("form question cancelled", "cancel!", "cancel"),
            new Scenario(
                    "form question failed",
                    Steps.tool("ask", "{\"message\":\"fail!\"}"),
                    withoutForms(works("error -1"))
                            .limit(1, "cancel", (client, backend) -> client.isModern() || backend.isModernFor(client))),
            new Scenario(
                    "form question timed out",
                    Steps::timedOut,
                    works("error -32603")
                            .limit(14, NO_FORM, OLD.and(MODERN_SERVER))
                            .limit(14, "error -32602", OLD.and(Scenario::isInProcess))
                            .limit(5, EXPIRED, MODERN_CLIENT)
                            .limit(1, "cancel", MODERN_SERVER)),
            new Scenario(
                    "two questions at once",
                    Steps.tool("ask_two", "{}"),
                    withoutForms(works("first: accept Ada; second: decline"), "first: %1$s; second: %1$s")),
            new Scenario(
                    "two rounds",
                    Steps.tool("ask_rounds", "{}"),
                    withoutForms(works("accept Ada, then accept Bob"), "%1$s, then %1$s")),
            new Scenario("sampling", Steps.tool("ask_sampling", "{}"), works("m1: hello")),
            new Scenario("roots", Steps.tool("ask_roots", "{}"), works("roots: file:///a file:///b")),
            new Scenario(
                    "url question",
                    Steps.tool("ask_url", "{}"),
                    works("accept")
                            .limit(13, NO_LINK, NO_LINKS.and(MODERN_SERVER))
                            .limit(13, "error -32602", NO_LINKS.and(Scenario::isInProcess))
                            .limit(13, "error -32601", OLD)
                            .limit(13, "error -32602", NO_LINKS)),
            new Scenario("list_changed", Steps::listChanged, works("heard")),
            new Scenario("resource update", Steps::updated, works("heard era:///readme")),
            new Scenario("unsubscribe", Steps::unsubscribed, works("heard of tools alone")),
            new Scenario(
                    "non-object output",
                    Steps::structured,
                    works("{\"result\":[1,2,3]}, and text [1,2,3]")
                            .limit(21, "text [1,2,3]", OLD.and(MODERN_SERVER.or(Scenario::isInProcess)))
                            .limit(
                                    21,
                                    "{\"result\":[1,2,3]}, and text [1,2,3]",
                                    MODERN_SERVER.and(MODERN_CLIENT.negate()))
                            .limit(0, "[1,2,3], and text [1,2,3]", MODERN_SERVER)),
            new Scenario("big payload", Steps::big, works("1000000 characters")),
            new Scenario("crash in mid-call", Steps::crash, works("an error, and the next call was answered")));

    private static Scenario form(String name, String message, String outcome) {
        return new Scenario(name, Steps.tool("ask", "{\"message\":\"" + message + "\"}"), withoutForms(works(outcome)));
    }

    private static Verdict withoutForms(Verdict verdict) {
        return withoutForms(verdict, "%1$s");
    }

    /** Clients before 2025-06-18 have no forms: a server learns that by its error, or does not ask. */
    private static Verdict withoutForms(Verdict verdict, String told) {
        return verdict.limit(14, NO_FORM, OLD.and(MODERN_SERVER))
                .limit(14, told.formatted("error -32602"), OLD.and(Scenario::isInProcess))
                .limit(14, told.formatted("error -32601"), OLD);
    }

    private static boolean isInProcess(ClientKind client, BackendKind backend) {
        return backend == BackendKind.IN_PROCESS;
    }

    @Override
    public String toString() {
        return name;
    }
}
