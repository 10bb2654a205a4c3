package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Over real sockets: a client that does not read loses its stream and nobody else anything. */
class SlowReaderTest extends HttpMountFixture {

    private static final int QUEUE = 1 << 20;
    private static final int KEPT = 1 << 20;
    private static final int MESSAGE = 50_000;

    /** What the kernel and the container hold for a connection besides. */
    private static final long SLACK = 4L << 20;

    @Override
    Caller mount(McpEndpoint served) throws Exception {
        return JettyHandlerMountTest.jetty(served);
    }

    @BeforeEach
    void serveWithRoomForAMegabyte() throws Exception {
        serve(HttpOptions.builder().streamQueue(QUEUE).replayBytes(KEPT), UnaryOperator.identity());
    }

    @Test
    @Tag("limit:streamQueue")
    void listenerThatDoesNotRead_isCutOffAloneCountedAndFreed() {
        String slowSession = open();
        CallerExchange slow = listen(slowSession);
        assertThat(slow.status()).isEqualTo(200);
        String session = open();
        CallerExchange reading = listen(session);
        assertThat(reading.status()).isEqualTo(200);

        flood(
                text -> backend.peers.get(0).notified(FakeBackend.message(text)),
                text -> backend.peers.get(1).notified(FakeBackend.message(text)),
                reading);
        assertThat(call(session, 5, "echo").body()).contains("\"echo\"");
        assertThat(listen(slowSession).status()).isEqualTo(200);
    }

    @Test
    void callerThatDoesNotRead_isCutOffAloneCountedAndFreed() {
        String session = open();
        CallerExchange slow = call(session, 1, "hold");
        FakeBackend.Held slowly = backend.nextHeld();
        slowly.say("first");
        assertThat(slow.status()).isEqualTo(200);
        CallerExchange reading = call(session, 2, "hold");
        FakeBackend.Held quickly = backend.nextHeld();

        flood(slowly::say, quickly::say, reading);
        quickly.answer("done");
        assertThat(Objects.requireNonNull(reading.event()).data()).contains("done");
        assertThat(slowly.call().cancellation().isCancelled()).isFalse();
    }

    /** Says the same to both until the one that does not read is cut off; the other hears all of it. */
    private void flood(Consumer<String> slow, Consumer<String> quick, CallerExchange reading) {
        String large = "z".repeat(MESSAGE);
        long before = Heap.used();
        int said = 0;
        while (listener.drops(DropReason.SLOW_READER) == 0 && said < 2_000) {
            said++;
            slow.accept(large);
            quick.accept(said + " " + large);
            assertThat(Objects.requireNonNull(reading.event()).data()).contains("\"" + said + " z");
        }

        assertThat(listener.drops(DropReason.SLOW_READER)).isEqualTo(1);
        assertThat((long) said * MESSAGE).as("bytes said before the cut").isBetween((long) QUEUE, 40L << 20);
        Await.until(
                "only the other stream is left",
                () -> Objects.requireNonNull(endpoint.gauges().get("eventStreams"))
                                .getAsLong()
                        == 1);
        Await.until("what waited for the slow one is freed", () -> Heap.used() - before < 2 * KEPT + SLACK);
    }
}
