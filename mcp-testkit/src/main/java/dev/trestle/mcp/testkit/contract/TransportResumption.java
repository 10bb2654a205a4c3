package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.client.SseEvent;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a server owes a client whose connection was cut. */
public abstract class TransportResumption extends TransportRefusals {

    private static final int STEPS = 12;

    /** For subclasses. */
    protected TransportResumption() {}

    /**
     * The params of a call of a tool that reports progress several times, with time in between.
     *
     * @param steps how often
     * @param token the progress token, as JSON
     * @return with the progress token in {@code _meta}
     */
    protected abstract String slow(int steps, String token);

    @Test
    void spec20250326_resumption_eventsHaveIdsThatAreNeverTheSame() {
        RawMcpClient client = connect(LATEST);
        List<String> ids = new ArrayList<>();
        for (String token : List.of("1", "2")) {
            client.request("tools/call", slow(2, token)).events().stream()
                    .filter(SseEvent::isMessage)
                    .forEach(event -> ids.add(String.valueOf(event.id())));
        }

        assertThat(ids)
                .as("event ids")
                .hasSizeGreaterThanOrEqualTo(6)
                .doesNotContain("null")
                .doesNotHaveDuplicates();
    }

    @Test
    void spec20250326_resumption_cutStreamGoesOnWhereItWasCut() {
        RawMcpClient client = connect(LATEST);
        RawStream call = cut(client, "1");
        // As long as this takes, the first call speaks to nobody.
        assertThat(client.request("tools/call", slow(STEPS / 2, "2"))).isResult();

        RawReply rest = client.resume(lastId(call)).reply();
        assertThat(rest).hasStatus(200).isResult();
        assertThat(Stream.concat(call.messages().stream(), rest.messages().stream())
                        .filter(said -> said.has("/params/progress"))
                        .map(said -> said.at("/params/progress").number().longValue()))
                .as("progress before and after the cut")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, STEPS).boxed().toList());
    }

    @Test
    void spec20250326_resumption_otherStreamsAreNotReplayed() {
        RawMcpClient client = connect(LATEST);
        RawStream wanted = cut(client, "1");
        RawStream other = cut(client, "2");

        RawReply rest = client.resume(lastId(wanted)).reply();
        assertThat(rest.messages())
                .isNotEmpty()
                .filteredOn(said -> said.has("/params/progressToken"))
                .allSatisfy(said -> assertThat(said.at("/params/progressToken")).isEqualTo(Json.parse("1")));
        assertThat(client.resume(lastId(other)).reply().response().at("/id"))
                .isNotEqualTo(rest.response().at("/id"));
    }

    @Test
    void spec20251125_resumption_streamBeginsWithAnIdAndNoMessage() {
        List<SseEvent> events =
                connect(LATEST).request("tools/call", slow(1, "1")).events();

        assertThat(isPriming(first(events))).as("priming: %s", first(events)).isTrue();
    }

    @Test
    void spec20250326_resumption_olderClientsGetNoEventWithoutAMessage() {
        for (String version : List.of("2025-03-26", "2025-06-18")) {
            List<SseEvent> events =
                    connect(version).request("tools/call", slow(1, "1")).events();
            assertThat(events).as("events for %s", version).noneMatch(TransportResumption::isPriming);
        }
    }

    /** A call whose connection is cut after something was said. */
    private RawStream cut(RawMcpClient client, String token) {
        RawStream call = client.start("tools/call", slow(STEPS, token));
        call.await("notifications/progress");
        call.close();
        Await.until("the connection is cut", patience(), () -> !call.isOpen());
        return call;
    }

    private static String lastId(RawStream call) {
        return call.events().stream()
                .filter(event -> event.id() != null)
                .reduce((earlier, later) -> later)
                .map(event -> String.valueOf(event.id()))
                .orElseThrow(() -> new AssertionError("no event has an id: " + call.events()));
    }

    private static SseEvent first(List<SseEvent> events) {
        return events.stream()
                .filter(event -> event.id() != null || event.data() != null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event: " + events));
    }

    private static boolean isPriming(SseEvent event) {
        return event.id() != null && event.data() != null && event.data().isEmpty();
    }
}
