package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.client.SseEvent;
import dev.trestle.mcp.testkit.client.SseEventReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseParserTest {

    private static final int ROUNDS = Integer.getInteger("trestle.fuzz.sse", 20_000);

    private final List<String> told = new ArrayList<>();

    private SseParser parser(int maxEvent) {
        return new SseParser(maxEvent, new SseParser.Sink() {
            @Override
            public void event(String type, JsonSlice data) {
                told.add(type + "=" + data);
            }

            @Override
            public void tooLarge(long bytes, JsonSlice beginning, JsonSlice end) {
                told.add("too large " + bytes);
            }

            @Override
            public void position(String id) {
                told.add("@" + id);
            }

            @Override
            public void retry(Duration wait) {
                told.add("wait " + wait.toMillis());
            }
        });
    }

    private List<String> read(String stream) {
        return read(stream, 1 << 20);
    }

    private List<String> read(String stream, int maxEvent) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        parser(maxEvent).feed(bytes, 0, bytes.length);
        return told;
    }

    @Test
    void event_hasItsIdAndItsDataOfSeveralLines() {
        assertThat(read("event: e\nid: 1-2\ndata: {\ndata:  \"a\"\ndata:}\n\n"))
                .containsExactly("@1-2", "e={\n \"a\"\n}");
    }

    @Test
    void lineEnds_areAllOfThreeKinds() {
        assertThat(read("data: a\r\rdata: b\r\n\r\ndata: c\n\ndata: d\r\n\n"))
                .containsExactly("message=a", "message=b", "message=c", "message=d");
    }

    @Test
    void eventWithoutData_onlyMovesThePosition() {
        assertThat(read("id: 7\nretry: 1500\n\nid\n\n")).containsExactly("wait 1500", "@7", "@");
    }

    @Test
    void primingEvent_isAnEventWithEmptyData() {
        assertThat(read("id: 7\ndata:\n\n")).containsExactly("@7", "message=");
    }

    @Test
    void whatMeansNothing_isIgnored() {
        assertThat(
                        read(
                                "\ufeff: hello\nfoo: bar\nretry: 1x\nretry:\nretry: -1\nretry: 9999999999999999\nid: a\0b\n\ndata: x\n\n"))
                .containsExactly("message=x");
    }

    @Test
    void markInTheMiddle_isPartOfAFieldsName() {
        assertThat(read("\n\ufeffdata: x\n\n")).isEmpty();
    }

    @Test
    void blockThatIsNotEnded_isNotTold() {
        assertThat(read("id: 1\ndata: x\n")).isEmpty();
    }

    @Test
    void eventThatIsTooLarge_isSkippedAndItsPositionKept() {
        String large = "x".repeat(60);
        assertThat(read("id: 1\ndata: " + large + "\n\nid: 2\ndata: ok\n\n", 50))
                .containsExactly("@1", "too large 66", "@2", "message=ok");
        told.clear();
        assertThat(read("id: 1\n" + ("data: " + "y".repeat(20) + "\n").repeat(9) + "\ndata: ok\n\n", 50))
                .startsWith("@1")
                .endsWith("message=ok")
                .hasSize(3);
    }

    @Test
    void lineWithoutEnd_takesNoMemory() {
        SseParser parser = parser(1_000);
        byte[] piece = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 3_000; i++) {
            parser.feed(piece, 0, piece.length);
        }
        byte[] end = "\n\ndata: ok\n\n".getBytes(StandardCharsets.US_ASCII);
        parser.feed(end, 0, end.length);

        assertThat(told).containsExactly("too large 3000000000", "message=ok");
    }

    /** Any text, cut anywhere, is read as the test kit's own reader reads it. */
    @Test
    void anyStream_isReadAsAnIndependentReaderReadsIt() {
        Random random = new Random(20_261_122);
        long events = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = text(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            told.clear();
            SseParser ours = parser(1 << 20);
            SseEventReader theirs = new SseEventReader();
            List<SseEvent> read = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, random.nextInt(7));
                ours.feed(bytes, at, count);
                read.addAll(theirs.feed(bytes, at, count));
                at += count;
            }
            told.removeIf(line -> line.startsWith("wait "));
            assertThat(told).as("round %d: %s", round, text).isEqualTo(asTold(read));
            events += read.size();
        }
        System.out.printf("SseParserTest: %d streams, %d events compared%n", ROUNDS, events);
        assertThat(events).isGreaterThan(ROUNDS);
    }

    private static List<String> asTold(List<SseEvent> read) {
        List<String> told = new ArrayList<>();
        for (SseEvent event : read) {
            if (event.id() != null) {
                told.add("@" + event.id());
            }
            if (event.data() != null) {
                String type = event.event() == null || event.event().isEmpty() ? "message" : event.event();
                told.add(type + "=" + event.data());
            }
        }
        return told;
    }

    private static String text(Random random) {
        String[] parts = {
            "data",
            "data:",
            "data: ",
            "data:  x",
            "id",
            "id:",
            "id: 5-",
            "event: e",
            "event:",
            ":",
            ": c",
            "retry: 10",
            "retry: x",
            "{\"a\":1}",
            "é",
            "😀",
            "\ufeff",
            "\0",
            " ",
            "\r",
            "\n",
            "\r\n",
            "\n\n",
            "\r\n\r\n",
            "foo: bar",
            "7"
        };
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            text.append(parts[random.nextInt(parts.length)]);
            if (random.nextInt(3) == 0) {
                text.append('\n');
            }
        }
        return text.append("\n\n").toString();
    }
}
