package dev.trestle.mcp.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseEventReaderTest {

    @Test
    void anyLineEnd_endsALine() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String text = "id: 1" + end + "event: message" + end + "data: {}" + end + end + "data: x" + end + end;
            assertThat(read(text))
                    .containsExactly(new SseEvent("1", "message", "{}", null), new SseEvent(null, null, "x", null));
        }
    }

    @Test
    void streamCutAnywhere_readsTheSame() {
        String text = "\ufeffid: é😀\r\ndata: a\rdata: b\n\n: c\ndata:\n\nretry: 10\r\n\r\ndata:  d\r\r";
        List<SseEvent> whole = read(text);
        assertThat(whole)
                .containsExactly(
                        new SseEvent("é😀", null, "a\nb", null),
                        new SseEvent(null, null, "", null),
                        new SseEvent(null, null, null, 10L),
                        new SseEvent(null, null, " d", null));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            SseEventReader reader = new SseEventReader();
            List<SseEvent> events = new ArrayList<>(reader.feed(bytes, 0, cut));
            events.addAll(reader.feed(bytes, cut, bytes.length - cut));
            assertThat(events).as("cut at " + cut).isEqualTo(whole);
        }
    }

    @Test
    void emptyData_isAnEventButNoMessage() {
        SseEvent priming = read("id: s-0\ndata:\n\n").get(0);

        assertThat(priming.data()).isEmpty();
        assertThat(priming.isMessage()).isFalse();
        assertThat(new SseEvent(null, null, "{}", null).isMessage()).isTrue();
        assertThat(new SseEvent(null, "endpoint", "/x", null).isMessage()).isFalse();
    }

    @Test
    void oddFields_areReadAsTheStandardHasIt() {
        assertThat(read("data\nid\nretry: 1x\nunknown: y\n\n")).containsExactly(new SseEvent("", null, "", null));
        assertThat(read("id: a\u0000b\ndata: x\n\n")).containsExactly(new SseEvent(null, null, "x", null));
        assertThat(read("\n\n\n")).isEmpty();
    }

    @Test
    void comments_areKept() {
        SseEventReader reader = new SseEventReader();
        byte[] bytes = ": beat\n:\n\n".getBytes(StandardCharsets.UTF_8);

        assertThat(reader.feed(bytes, 0, bytes.length)).isEmpty();
        assertThat(reader.comments()).containsExactly(" beat", "");
        assertThat(reader.isUnfinished()).isFalse();
    }

    @Test
    void streamThatStopsInABlock_isUnfinished() {
        for (String text : List.of("data: x", "data: x\n", "id: 1\n")) {
            SseEventReader reader = new SseEventReader();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(reader.feed(bytes, 0, bytes.length)).isEmpty();
            assertThat(reader.isUnfinished()).as(text).isTrue();
        }
    }

    @Test
    void malformedUtf8_isRefused() {
        byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xC0, (byte) 0xA2, '\n'};

        assertThatThrownBy(() -> new SseEventReader().feed(bytes, 0, bytes.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void longLine_isReadWhole() {
        assertThat(read("data: " + "x".repeat(100_000) + "\n\n").get(0).data()).hasSize(100_000);
    }

    private static List<SseEvent> read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SseEventReader().feed(bytes, 0, bytes.length);
    }
}
