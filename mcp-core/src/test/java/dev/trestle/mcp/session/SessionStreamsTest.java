package dev.trestle.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession.Admission;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionStreamsTest {

    private static final SessionLimits LIMITS = SessionLimits.builder()
            .maxInFlight(2)
            .maxStreams(2)
            .outboxMessages(3)
            .outboxBytes(100)
            .build();

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SessionStreams streams =
            new SessionStreams(new SessionSetting(LIMITS, scheduler, scheduler.ticker()));
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void severalStreamsListen_newestGetsTheMessage() {
        RecordingStream older = listening();
        RecordingStream newer = listening();

        send("1");

        assertThat(newer.messages()).containsExactly("1");
        assertThat(older.messages()).isEmpty();
    }

    @Test
    void newestListenerIsGone_theOneBeforeGetsTheMessage() {
        RecordingStream older = listening();
        RecordingStream newer = listening();
        newer.clientGoes();

        send("1");

        assertThat(older.messages()).containsExactly("1");
    }

    @Test
    void nobodyListens_streamOfTheLatestCallGetsTheMessage() {
        RecordingStream first = running(1);
        RecordingStream second = running(2);

        send("1");

        assertThat(second.messages()).containsExactly("1");
        assertThat(first.messages()).isEmpty();
    }

    @Test
    void callRunsAndSomebodyListens_listenerGetsTheMessage() {
        RecordingStream listener = listening();
        RecordingStream call = running(1);

        send("1");

        assertThat(listener.messages()).containsExactly("1");
        assertThat(call.messages()).isEmpty();
    }

    @Test
    void noStreamOpen_messagesWaitInOrderForTheNextListener() {
        send("1");
        send("2");

        assertThat(listening().messages()).containsExactly("1", "2");
    }

    @Test
    void noStreamOpen_messagesWaitForTheNextCallToo() {
        send("1");

        assertThat(running(1).messages()).containsExactly("1");
    }

    @Test
    void streamThatListensAgain_isNoSecondOne() {
        RecordingStream stream = listening();

        assertThat(streams.listen(stream)).isTrue();
        assertThat(streams.listen(stream)).isTrue();
        assertThat(streams.listen(new RecordingStream())).isTrue();

        assertThat(streams.listeners()).isEqualTo(2);
        stream.clientGoes();
        assertThat(streams.listeners()).isEqualTo(1);
    }

    @Test
    void flush_sendsWhatWaitsByTheWayThereIsNow() {
        send("1");
        streams.flush();
        assertThat(lost).hasValue(0);
        RecordingStream call = running(1);
        assertThat(call.messages()).containsExactly("1");

        streams.flush();
        assertThat(call.messages()).containsExactly("1");
    }

    @Test
    void messagesThatSayTheSame_waitOnce() {
        streams.send(JsonSlice.of("\"changed\""), true, lost::incrementAndGet);
        send("1");
        streams.send(JsonSlice.of("\"changed\""), true, lost::incrementAndGet);

        assertThat(listening().messages()).containsExactly("1", "\"changed\"");
        assertThat(lost).hasValue(0);
    }

    @Test
    @Tag("limit:outboxMessages")
    void outboxMessages_overTheLimitAreLostAndTold() {
        for (int i = 0; i < LIMITS.outboxMessages() + 2; i++) {
            send(String.valueOf(i));
        }

        assertThat(lost).hasValue(2);
        assertThat(listening().messages()).containsExactly("0", "1", "2");
    }

    @Test
    @Tag("limit:outboxBytes")
    void outboxBytes_overTheLimitAreLostAndTold() {
        send("\"" + "x".repeat(60) + "\"");
        send("\"" + "x".repeat(60) + "\"");

        assertThat(lost).hasValue(1);
    }

    @Test
    @Tag("limit:outboxAge")
    void outboxAge_whatWaitsLongerIsLostAndTold() {
        send("1");
        scheduler.advance(Duration.ofSeconds(30));
        send("2");
        scheduler.advance(Duration.ofSeconds(31));

        assertThat(lost).hasValue(1);
        assertThat(listening().messages()).containsExactly("2");
        assertThat(scheduler.pending()).isLessThanOrEqualTo(1);
    }

    @Test
    void maxStreams_oneMoreIsRefusedUntilOneCloses() {
        RecordingStream first = listening();
        listening();

        assertThat(streams.listen(new RecordingStream())).isFalse();
        first.clientGoes();
        assertThat(streams.listen(new RecordingStream())).isTrue();
    }

    @Test
    void maxInFlight_oneMoreCallIsRefusedUntilOneEnds() {
        running(1);
        running(2);

        assertThat(begin(3)).isEqualTo(Admission.TOO_MANY);
        streams.end(RequestId.of(1));
        assertThat(begin(3)).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void sameIdTwice_secondIsRefusedWhileTheFirstRuns() {
        running(1);

        assertThat(begin(1)).isEqualTo(Admission.DUPLICATE_ID);
        streams.end(RequestId.of(1));
        assertThat(begin(1)).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void sameDigitsAsStringAndNumber_areTwoIds() {
        running(1);

        assertThat(streams.begin(RequestId.of("1"), new RunningCall(new RecordingStream(), new Cancellation())))
                .isEqualTo(Admission.ADMITTED);
    }

    @Test
    void close_endsListenersAndLosesWhatWaits() {
        RecordingStream listener = listening();
        streams.close();

        assertThat(listener.last()).isCompletedWithValue("");
        send("1");
        assertThat(lost).hasValue(1);
        assertThat(streams.listen(new RecordingStream())).isFalse();
    }

    private RecordingStream listening() {
        RecordingStream stream = new RecordingStream();
        assertThat(streams.listen(stream)).isTrue();
        return stream;
    }

    private RecordingStream running(long id) {
        RecordingStream stream = new RecordingStream();
        assertThat(streams.begin(RequestId.of(id), new RunningCall(stream, new Cancellation())))
                .isEqualTo(Admission.ADMITTED);
        return stream;
    }

    private Admission begin(long id) {
        return streams.begin(RequestId.of(id), new RunningCall(new RecordingStream(), new Cancellation()));
    }

    private void send(String json) {
        streams.send(JsonSlice.of(json), false, lost::incrementAndGet);
    }
}
