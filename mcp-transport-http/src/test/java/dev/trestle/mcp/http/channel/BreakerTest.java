package dev.trestle.mcp.http.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong clock = new AtomicLong(1);
    private final Breaker breaker =
            new Breaker(new BreakerOptions(3, Duration.ofSeconds(10), Duration.ofSeconds(5)), clock::get);

    @Test
    @Tag("limit:breakerFailures")
    void asManyFailuresInARow_openIt() {
        fail(2);
        assertThat(breaker.remaining()).isZero();

        fail(1);

        assertThat(breaker.enter()).isNull();
        assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void successBetween_beginsTheCountAnew() {
        fail(2);
        breaker.enter().ok();
        fail(2);

        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    @Tag("limit:breakerWindow")
    void failuresLongerAgoThanTheWindow_countNoMore() {
        fail(2);
        pass(Duration.ofSeconds(11));
        fail(2);

        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    @Tag("limit:breakerPause")
    void afterThePause_oneProbeIsLetThroughAndCloses() {
        fail(3);
        pass(Duration.ofSeconds(5));

        Breaker.Pass probe = breaker.enter();

        assertThat(probe).isNotNull();
        assertThat(breaker.enter()).isNull();
        probe.ok();
        assertThat(breaker.enter()).isNotNull();
        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    void probeThatFails_opensForAnotherPause() {
        fail(3);
        pass(Duration.ofSeconds(5));
        breaker.enter().failed();

        assertThat(breaker.enter()).isNull();
        assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void probeThatIsGivenUp_makesRoomForTheNext() {
        fail(3);
        pass(Duration.ofSeconds(5));
        breaker.enter().release();

        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    void requestSentBeforeItOpened_saysNothing() {
        Breaker.Pass old = breaker.enter();
        fail(3);
        old.ok();

        assertThat(breaker.enter()).isNull();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.enter().failed();
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
