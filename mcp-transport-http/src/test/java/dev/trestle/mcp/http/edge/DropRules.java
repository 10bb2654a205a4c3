package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Connections that are cut wherever they can be: nothing is lost, nothing comes twice, and the order is kept. A stream is cut
 * at every byte in memory, and over sockets at every boundary of events and at some bytes within.
 */
abstract class DropRules extends HttpMountFixture {

    private static final String SCRIPT = callBody(7, "script");
    private static final int PRIMING = "id: 1-0\nretry: 1000\ndata:\n\n".length();

    private int cuts;
    private int messages;

    /** How many bytes further the next cut is, away from the ends of events. */
    abstract int step();

    /** How many random courses of things to run. */
    abstract int courses();

    /** When the client answers a question that it was cut off behind. */
    private enum Answering {
        AT_ONCE,
        WHILE_AWAY,
        AFTER_RESUMING
    }

    @BeforeEach
    void serveForDrops() throws Exception {
        serve(HttpOptions.builder(), with());
    }

    /** What the endpoint has besides. */
    UnaryOperator<McpEndpoint.Builder> with() {
        return UnaryOperator.identity();
    }

    @AfterEach
    void report(TestInfo test) {
        System.out.printf(
                "%s.%s: %d cuts, %d messages checked%n",
                getClass().getSimpleName(), test.getTestMethod().orElseThrow().getName(), cuts, messages);
        assertThat(cuts).as("cuts made").isPositive();
    }

    private void end(String session) {
        assertThat(send("DELETE", headers(SESSION, session)).status()).isEqualTo(204);
        opened.clear();
    }

    private void check(DropClient client, List<String> expected) {
        assertThat(client.messages).isEqualTo(expected);
        cuts += client.cuts;
        messages += client.messages.size();
    }

    /** The lengths of what an uncut client reads after each message, and what the messages are. */
    private List<String> uncut(List<Long> ends) {
        String session = initialize("2025-11-25");
        try (DropClient client = new DropClient(this.client, session).post(SCRIPT)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(client.readMessages(i)).isTrue();
                ends.add(client.bytes);
            }
            client.readToEnd();
            assertThat(client.messages).hasSize(5);
            return client.messages;
        } finally {
            end(session);
        }
    }

    private List<Long> offsets(List<Long> ends) {
        List<Long> offsets = new ArrayList<>();
        for (long at = 0; at <= ends.get(ends.size() - 1); at++) {
            long here = at;
            if (at % step() == 0 || ends.stream().anyMatch(end -> Math.abs(end - here) <= 1)) {
                offsets.add(at);
            }
        }
        return offsets;
    }

    @Test
    void callsStreamCutAnywhere_isReadWholeAfterOneMore() {
        List<Long> ends = new ArrayList<>();
        List<String> expected = uncut(ends);
        int hopeless = 0;
        for (long at : offsets(ends)) {
            Answering[] all = Answering.values();
            for (int i = 0; i < all.length; i++) {
                // Around the question it matters when it is answered; elsewhere they take turns.
                if (Math.abs(at - ends.get(2)) <= 2 || at % all.length == i) {
                    hopeless += cutOnce(at, all[i], expected) ? 0 : 1;
                }
            }
        }
        // Only whoever has not even read the priming event has nothing to go on after.
        assertThat(hopeless).isLessThanOrEqualTo(PRIMING);
    }

    private boolean cutOnce(long at, Answering when, List<String> expected) {
        String session = initialize("2025-11-25");
        try (DropClient client = new DropClient(this.client, session).post(SCRIPT)) {
            assertThat(client.read(at)).isTrue();
            if (when == Answering.AT_ONCE) {
                client.answerQuestions();
            }
            client.cut();
            if (when == Answering.WHILE_AWAY) {
                client.answerQuestions();
            }
            if (!client.canResume()) {
                assertThat(client.messages).isEmpty();
                return false;
            }
            client.resume().readToEnd();
            check(client, expected);
            return true;
        } finally {
            end(session);
        }
    }

    @Test
    void callsStreamCutAtEveryPairOfEvents_isReadWhole() {
        List<Long> ends = new ArrayList<>();
        List<String> expected = uncut(ends);
        for (int first = 0; first < 5; first++) {
            for (int second = first; second < 5; second++) {
                String session = initialize("2025-11-25");
                try (DropClient client = new DropClient(this.client, session).post(SCRIPT)) {
                    client.read(PRIMING);
                    client.readMessages(first);
                    client.cut();
                    client.resume().readMessages(second);
                    client.cut();
                    client.resume();
                    client.cut();
                    client.resume().readToEnd();
                    check(client, expected);
                } finally {
                    end(session);
                }
            }
        }
    }

    @Test
    void endedCallsStream_isReadAgainFromAnyEventAsOftenAsAsked() {
        String session = initialize("2025-11-25");
        DropClient whole = new DropClient(client, session).post(SCRIPT);
        whole.readToEnd();
        for (int seen = 0; seen <= 5; seen++) {
            CallerExchange again = listen(session, "Last-Event-ID", "1-" + seen);
            List<String> rest = new ArrayList<>();
            for (CallerExchange.Sse event = again.event(); event != null; event = again.event()) {
                rest.add(event.data());
            }
            assertThat(rest).isEqualTo(whole.messages.subList(seen, 5));
            cuts++;
            messages += rest.size();
        }
    }

    @Test
    void listeningStreamCutAnywhere_isReadWholeAfterOneMore() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                    + "{\"level\":\"info\",\"data\":\"n" + i + "\"}}");
        }
        List<Long> ends = new ArrayList<>(List.of((long) PRIMING));
        for (int i = 0; i < 3; i++) {
            ends.add(ends.get(i) + expected.get(i).length() + "event: message\nid: 1-1\ndata: \n\n".length());
        }
        for (long at : offsets(ends)) {
            String session = initialize("2025-11-25");
            SessionPeer peer = backend.peers.get(backend.peers.size() - 1);
            try (DropClient client = new DropClient(this.client, session).listen()) {
                client.read(0);
                Await.until("it listens", () -> endpoint.gauges().get("streams").getAsLong() == 1);
                for (int i = 0; i < 3; i++) {
                    peer.notified(FakeBackend.message("n" + i));
                }
                assertThat(client.read(at)).isTrue();
                client.cut();
                if (!client.canResume()) {
                    continue;
                }
                peer.notified(FakeBackend.message("n3"));
                client.resume();
                peer.notified(FakeBackend.message("n4"));
                assertThat(client.readMessages(5)).isTrue();
                check(client, expected);
            } finally {
                end(session);
            }
        }
    }

    @Test
    void randomCourses_loseNothingDoubleNothingAndKeepTheOrder() throws Exception {
        for (int seed = 1; seed <= courses(); seed++) {
            Duration life = seed % 3 == 0 ? Duration.ofMillis(20) : null;
            if (seed % 10 == 1 || seed % 10 == 3 || life != null) {
                serve(HttpOptions.builder().connectionLife(life), with());
            }
            course(seed);
        }
    }

    /** A call and a listening stream at once, both talked to, cut, taken over and resumed as it comes. */
    private void course(int seed) {
        Random random = new Random(seed);
        String session = initialize("2025-11-25");
        SessionPeer peer = backend.peers.get(backend.peers.size() - 1);
        List<String> saidInCall = new ArrayList<>();
        List<String> saidOutside = new ArrayList<>();
        DropClient call = new DropClient(client, session).post(callBody(7, "hold"));
        FakeBackend.Held held = backend.nextHeld();
        held.say("c0");
        saidInCall.add("c0");
        DropClient listening = new DropClient(client, session).listen();
        assertThat(call.read(PRIMING) && listening.read(PRIMING)).isTrue();
        for (int step = 0; step < 40; step++) {
            DropClient one = random.nextBoolean() ? call : listening;
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    saidInCall.add("c" + saidInCall.size() + "x".repeat(random.nextInt(3) * random.nextInt(900)));
                    held.say(saidInCall.get(saidInCall.size() - 1));
                }
                case 2 -> {
                    saidOutside.add("o" + saidOutside.size());
                    peer.notified(FakeBackend.message(saidOutside.get(saidOutside.size() - 1)));
                }
                case 3 -> {
                    if (!one.readAvailable(random.nextInt(2_000))) {
                        one.resume();
                    }
                }
                case 4 -> {
                    one.readAvailable(random.nextInt(500));
                    one.cut();
                    one.resume();
                }
                default -> {
                    // The old connection only seems to be there; the new one takes over.
                    one.cuts++;
                    one.resume();
                }
            }
        }
        held.answer("done");
        saidInCall.add("done");
        finish(call, listening, saidInCall.size(), saidInCall.size() + saidOutside.size());
        check(seed, call, listening, saidInCall, saidOutside);
        end(session);
    }

    private static void finish(DropClient call, DropClient listening, int ofCall, int all) {
        for (int tries = 0; !call.messages.toString().contains("\"done\"") && tries < 100; tries++) {
            call.readToEnd();
            call.cut();
            call.resume();
        }
        assertThat(call.messages).hasSizeGreaterThanOrEqualTo(ofCall);
        for (int tries = 0; call.messages.size() + listening.messages.size() < all && tries < 100; tries++) {
            if (!listening.readMessages(all - call.messages.size())) {
                listening.resume();
            }
        }
    }

    private void check(
            int seed, DropClient call, DropClient listening, List<String> saidInCall, List<String> saidOutside) {
        List<String> inCall = texts(call);
        List<String> outside = texts(listening);
        inCall.stream().filter(text -> text.startsWith("o")).forEach(outside::add);
        inCall.removeIf(text -> text.startsWith("o"));
        assertThat(inCall).as("said in the call, course %d", seed).isEqualTo(saidInCall);
        assertThat(outside).as("said outside of it, course %d", seed).containsExactlyInAnyOrderElementsOf(saidOutside);
        cuts += call.cuts + listening.cuts;
        messages += inCall.size() + outside.size();
        call.close();
        listening.close();
    }

    private static List<String> texts(DropClient of) {
        List<String> texts = new ArrayList<>();
        for (String message : of.messages) {
            Json json = Json.parse(message);
            texts.add(json.at(json.has("/result") ? "/result/said" : "/params/data")
                    .text());
        }
        return texts;
    }
}
