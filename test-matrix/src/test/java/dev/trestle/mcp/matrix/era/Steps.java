package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How each scenario goes; what a user sees of it is told as text. */
final class Steps {

    private static final String README = "era:///readme";
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final String UPDATED = "notifications/resources/updated";

    private Steps() {}

    static BiFunction<EraSites, Cell, String> tool(String name, String arguments) {
        return (sites, cell) -> told(patient(sites, cell).call(name, arguments));
    }

    private static EraClient patient(EraSites sites, Cell cell) {
        return sites.patient(cell.backend(), cell.client());
    }

    /** {@code error CODE message}, {@code isError text}, or the text. */
    static String told(RawReply reply) {
        Json response = reply.response();
        if (response.has("/error")) {
            return "error " + response.at("/error/code") + " "
                    + response.at("/error/message").text();
        }
        boolean failed = Boolean.TRUE.equals(response.at("/result/isError").value());
        return (failed ? "isError " : "") + reply.text();
    }

    static String list(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        Json tools = client.request("tools/list", null).result().at("/tools");
        assertThat(tools.items()).extracting(tool -> tool.at("/name").text()).contains("echo", "ask", "structured");
        Json resources = client.request("resources/list", null).result().at("/resources");
        return "tools, and " + resources.items().size() + " resources";
    }

    static String unknownTool(EraSites sites, Cell cell) {
        return told(patient(sites, cell).call("nothing", "{}")).substring(0, "error -32602".length());
    }

    static String progress(EraSites sites, Cell cell) {
        RawReply reply = patient(sites, cell).call("progress", "{\"count\":3}");
        assertThat(reply.notifications("notifications/progress"))
                .allSatisfy(notice ->
                        assertThat(notice.at("/params/progressToken").value()).isEqualTo("t"));
        return joined(
                        reply,
                        "notifications/progress",
                        notice -> notice.at("/params/progress").toString())
                + " then " + told(reply);
    }

    static String log(EraSites sites, Cell cell) {
        RawReply reply = patient(sites, cell).callLoudly("log", "{}");
        return joined(
                        reply,
                        "notifications/message",
                        notice -> notice.at("/params/data").text())
                + " then " + told(reply);
    }

    private static String joined(RawReply reply, String method, Function<Json, String> part) {
        return reply.notifications(method).stream().map(part).collect(Collectors.joining(" "));
    }

    static String cancel(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        int before = cancelled(client);
        RawStream call = client.start("slow", "{\"steps\":100,\"delayMs\":100}");
        call.await("notifications/progress");
        client.cancel(call);
        Await.until("the server hears of it", () -> cancelled(client) == before + 1);
        Await.until("no call runs", () -> sites.calls() == 0);
        return "one more was cancelled";
    }

    private static int cancelled(EraClient client) {
        return Integer.parseInt(client.call("cancelled", "{}").text());
    }

    static String disconnect(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        int before = cancelled(client);
        if (client instanceof LegacyClient legacy) {
            RawReply reply = legacy.resume(legacy.start("slow", "{\"steps\":4,\"delayMs\":40}"));
            assertThat(cancelled(client)).isEqualTo(before);
            return "went on, and was fetched: " + told(reply);
        }
        RawStream call = client.start("slow", "{\"steps\":100,\"delayMs\":100}");
        call.await("notifications/progress");
        call.close();
        Await.until("the server hears of it", () -> cancelled(client) == before + 1);
        return "was cancelled, and cannot be fetched";
    }

    static String timedOut(EraSites sites, Cell cell) {
        EraClient client = sites.impatient(cell.backend(), cell.client());
        RawReply reply = client.start("ask", "{}").reply();
        if (!cell.client().isModern()) {
            return told(reply);
        }
        assertThat(reply.result().at("/resultType").text()).isEqualTo("input_required");
        Await.until("it is parked no more", () -> sites.gauge("parkedCalls") == 0);
        Await.until("no call runs", () -> sites.calls() == 0);
        // What a server of its own era gave is kept by nobody, and only becomes invalid.
        String[] seen = {""};
        Await.until("the state is no longer taken", () -> {
            seen[0] = told(client.retry("ask", "{}", reply.result()));
            return seen[0].startsWith("error");
        });
        return seen[0];
    }

    static String listChanged(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        try (EraClient.Ear ear = client.listen(null)) {
            announce(client, "tools");
            ear.await(CHANGED);
            return "heard";
        }
    }

    static String updated(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        try (EraClient.Ear ear = client.listen(README)) {
            announce(client, "resource");
            String heard = ear.await(UPDATED).at("/params/uri").text();
            ear.unsubscribe();
            return "heard " + heard;
        }
    }

    static String unsubscribed(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        try (EraClient.Ear ear = client.listen(README)) {
            ear.unsubscribe();
            announce(client, "resource");
            announce(client, "tools");
            ear.await(CHANGED);
            return ear.heard(UPDATED).isEmpty() ? "heard of tools alone" : "heard of the resource too";
        }
    }

    private static void announce(EraClient client, String what) {
        RawReply reply = client.call("announce", "{\"what\":\"" + what + "\",\"uri\":\"" + README + "\"}");
        assertThat(told(reply)).isEqualTo("announced");
    }

    static String structured(EraSites sites, Cell cell) {
        EraClient client = patient(sites, cell);
        client.request("tools/list", null);
        RawReply reply = client.call("structured", "{}");
        Json value = reply.result().at("/structuredContent");
        return (value.isPresent() ? value + ", and " : "") + "text " + told(reply);
    }

    static String big(EraSites sites, Cell cell) {
        return told(patient(sites, cell).call("big", "{\"bytes\":1000000}")).length() + " characters";
    }

    static String crash(EraSites sites, Cell cell) {
        EraClient client = sites.impatient(cell.backend(), cell.client());
        String told = told(client.call("die", "{}"));
        assertThat(told).startsWith(cell.backend() == BackendKind.IN_PROCESS ? "isError " : "error -32603 ");
        if (!cell.client().isModern() && cell.backend() != BackendKind.IN_PROCESS) {
            sites.forgetImpatient(cell.backend(), cell.client());
        }
        EraClient next = sites.impatient(cell.backend(), cell.client());
        assertThat(told(next.call("echo", "{\"text\":\"again\"}"))).isEqualTo("again");
        return "an error, and the next call was answered";
    }
}
