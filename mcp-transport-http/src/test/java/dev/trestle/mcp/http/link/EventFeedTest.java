package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.http.link.EventFeed.Next.GiveUp;
import dev.trestle.mcp.http.link.EventFeed.Next.Resume;
import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFeedTest {

    private final EventFeed feed = new EventFeed(100, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 4));

    private List<String> receive(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return feed.received(bytes, 0, bytes.length).stream()
                .map(JsonSlice::toString)
                .toList();
    }

    @Test
    void messages_comeOutAndOtherThingsDoNot() {
        assertThat(
                        receive(
                                "id: 1-0\nretry: 10\ndata:\n\nevent: other\ndata: no\n\n: c\n\ndata: {}\n\nevent: message\ndata: 1"))
                .containsExactly("{}");
        assertThat(receive("\n\n")).containsExactly("1");
    }

    @Test
    void endedConnection_isResumedAfterTheLastCompleteEvent() {
        receive("id: 1-1\ndata: {}\n\nid: 1-2\ndata: {}\n");

        assertThat(feed.ended()).isEqualTo(new Resume("1-1", Duration.ofSeconds(1)));
        feed.opened();
        assertThat(receive("id: 1-2\ndata: {\"again\":1}\n\n")).containsExactly("{\"again\":1}");
        assertThat(feed.ended()).isEqualTo(new Resume("1-2", Duration.ofSeconds(1)));
    }

    @Test
    void eventWithoutId_leavesThePositionWhereItWas() {
        receive("id: 1-1\ndata: {}\n\ndata: {}\n\n");

        assertThat(feed.ended()).isEqualTo(new Resume("1-1", Duration.ofSeconds(1)));
    }

    @Test
    void streamWithoutIds_cannotBeResumed() {
        receive("data: {}\n\n");
        assertThat(feed.ended()).isInstanceOf(GiveUp.class);

        receive("id: 1\n\nid:\n\n");
        assertThat(feed.ended()).isInstanceOf(GiveUp.class);
    }

    @Test
    void server_saysHowLongToWait() {
        receive("id: 1-0\nretry: 7500\ndata:\n\n");

        assertThat(feed.ended()).isEqualTo(new Resume("1-0", Duration.ofMillis(7_500)));
        assertThat(feed.failed()).isEqualTo(new Resume("1-0", Duration.ofMillis(7_500)));
    }

    @Test
    void failedAttempts_waitLongerAndEnd() {
        receive("id: 1-0\ndata:\n\n");

        assertThat(feed.ended()).isEqualTo(new Resume("1-0", Duration.ofSeconds(1)));
        assertThat(feed.failed()).isEqualTo(new Resume("1-0", Duration.ofSeconds(2)));
        assertThat(feed.failed()).isEqualTo(new Resume("1-0", Duration.ofSeconds(4)));
        assertThat(feed.failed()).isEqualTo(new Resume("1-0", Duration.ofSeconds(5)));
        assertThat(feed.failed()).isEqualTo(new GiveUp("4 attempts in a row failed"));
    }

    @Test
    void openedConnection_forgivesWhatFailedBefore() {
        receive("id: 1-0\ndata:\n\n");
        feed.failed();
        feed.failed();

        feed.opened();

        assertThat(feed.ended()).isEqualTo(new Resume("1-0", Duration.ofSeconds(1)));
        assertThat(feed.failed()).isEqualTo(new Resume("1-0", Duration.ofSeconds(2)));
    }

    @Test
    void messageThatIsTooLarge_isSkippedCountedAndNotAskedForAgain() {
        assertThat(receive("id: 1-1\ndata: " + "x".repeat(200) + "\n\nid: 1-2\ndata: {}\n\n"))
                .containsExactly("{}");

        assertThat(feed.skipped()).isEqualTo(1);
        assertThat(feed.ended()).isEqualTo(new Resume("1-2", Duration.ofSeconds(1)));
    }

    @Test
    void backoff_isChecked() {
        assertThat(Backoff.DEFAULT.attempts()).isEqualTo(5);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(-1), Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
