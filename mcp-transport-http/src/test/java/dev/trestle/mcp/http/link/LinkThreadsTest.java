package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which thread tells what a server said, and what a call costs its connection. */
class LinkThreadsTest {

    private final Channels channels = new Channels();
    private volatile String result = "{}";
    private final TestServer server = new TestServer(asked -> asked.result(result));
    private final List<MessageLink> links = new ArrayList<>();

    private MessageLink open(MessageLink.Receiver receiver) {
        MessageLink link =
                new StatelessLink("test", channels.to(server.url("/mcp")), HttpLinkOptions.DEFAULT, "2026-07-28");
        links.add(link);
        link.open(receiver);
        return link;
    }

    private static void request(MessageLink link, long id) {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{}}";
        Await.value("sent", link.request(RequestId.of(id), JsonSlice.of(message), Map.of()));
    }

    @AfterEach
    void stop() {
        links.forEach(link -> link.close(Duration.ZERO));
        server.close();
        channels.close();
    }

    @Test
    void shortAnswers_areToldByTheThreadThatReadsIfThatCannotBlock() {
        Threads one = new Threads(false);
        Threads other = new Threads(false);
        MessageLink first = open(one);
        MessageLink second = open(other);
        for (int i = 1; i <= 10; i++) {
            request(first, i);
            one.await(i);
            request(second, i);
            other.await(i);
        }

        assertThat(one.told).containsOnly(one.told.get(0));
        assertThat(other.told).containsOnly(one.told.get(0));
    }

    @Test
    void longAnswer_isToldByAnother() {
        Threads threads = new Threads(false);
        MessageLink link = open(threads);
        request(link, 1);
        threads.await(1);
        result = "\"" + "x".repeat(Inbox.LONGEST_AT_ONCE) + "\"";
        request(link, 2);
        threads.await(2);

        assertThat(threads.told.get(1)).isNotEqualTo(threads.told.get(0));
    }

    @Test
    void receiverThatBlocks_keepsNoOtherLinkFromItsAnswers() {
        Threads blocked = new Threads(true);
        Threads other = new Threads(false);
        request(open(blocked), 1);
        blocked.await(1);
        MessageLink link = open(other);
        for (int i = 1; i <= 10; i++) {
            request(link, i);
            other.await(i);
        }

        assertThat(other.told).doesNotContain(blocked.told.get(0));
        blocked.gate.countDown();
    }

    @Test
    void callsOneAfterAnother_useOneConnection() {
        Threads threads = new Threads(false);
        MessageLink link = open(threads);
        for (int i = 1; i <= 50; i++) {
            request(link, i);
            threads.await(i);
        }

        assertThat(server.asked().stream().map(TestServer.Asked::connection).distinct())
                .hasSize(1);
    }

    @Test
    void mayBlockSuddenly_theRestIsHandedOn() {
        List<Runnable> handedOn = new ArrayList<>();
        List<String> told = new ArrayList<>();
        Threads threads = new Threads(false);
        Inbox inbox = new Inbox(handedOn::add);
        inbox.open(threads);
        inbox.bring(
                1,
                List.of("first", "second"),
                (to, message) -> {
                    threads.blocks = true;
                    told.add(message);
                },
                () -> told.add("more"));
        assertThat(told).containsExactly("first");
        assertThat(handedOn).hasSize(1);

        handedOn.get(0).run();
        assertThat(told).containsExactly("first", "second", "more");
    }

    @Test
    void manyShortMessages_areToldByAnother() {
        List<Runnable> handedOn = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        Inbox inbox = new Inbox(handedOn::add);
        inbox.open(new Threads(false));
        List<Integer> events = IntStream.range(0, 2000).boxed().toList();
        inbox.bring(16 << 10, events, (to, message) -> told.add(message), () -> {});
        assertThat(told).isEmpty();
        assertThat(handedOn).hasSize(1);

        handedOn.get(0).run();
        assertThat(told).isEqualTo(events);
    }

    @Test
    void errorWhileOneIsTold_keepsNothingElseFromBeingToldAndRead() {
        for (int bad : List.of(1, 3)) {
            List<Integer> told = new ArrayList<>();
            List<String> read = new ArrayList<>();
            Inbox inbox = new Inbox(Runnable::run);
            inbox.open(new Threads(false));
            inbox.bring(
                    3,
                    List.of(1, 2, 3),
                    (to, message) -> {
                        if (message == bad) {
                            throw new StackOverflowError("of the test");
                        }
                        told.add(message);
                    },
                    () -> read.add("more"));

            assertThat(told).hasSize(2).doesNotContain(bad);
            assertThat(read).containsExactly("more");
        }
    }

    @Test
    void bodyOfAnyPieces_isWholeAndOneThatIsOnlyAnnouncedTakesLittle() {
        for (long announced : new long[] {-1, 10, 300_000, 1 << 20}) {
            Body body = new Body(1 << 20, announced);
            IntStream.range(0, 300)
                    .forEach(i -> assertThat(body.add(ByteBuffer.wrap(new byte[1000])))
                            .isTrue());
            assertThat(body.whole().length()).isEqualTo(300_000);
            assertThat(body.add(ByteBuffer.wrap(new byte[1 << 20]))).isFalse();
        }
        Body promised = new Body(16 << 20, 16 << 20);
        promised.add(ByteBuffer.wrap(new byte[1]));
        assertThat(promised.capacity()).isLessThanOrEqualTo(64 << 10);
    }

    /** Remembers which threads tell it something; blocks on the first message if it says that it does. */
    private static final class Threads implements MessageLink.Receiver {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final CountDownLatch gate = new CountDownLatch(1);
        private volatile boolean blocks;

        private Threads(boolean blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean mayBlock() {
            return blocks;
        }

        @Override
        public void received(JsonSlice message) {
            told.add(Thread.currentThread().getName());
            if (blocks) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void closed(McpReply.Failure why) {}

        private void await(int times) {
            Await.until(times + " messages, not " + told, () -> told.size() >= times);
        }
    }
}
