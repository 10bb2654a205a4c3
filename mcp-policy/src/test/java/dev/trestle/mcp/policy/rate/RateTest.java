package dev.trestle.mcp.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @CsvSource({
        "100/1m, 100, PT1M, 100, 100/1m",
        "100/1m burst 20, 100, PT1M, 20, 100/1m burst 20",
        " 1 / 250ms , 1, PT0.25S, 1, 1/250ms",
        "5/90s burst 7, 5, PT1M30S, 7, 5/90s burst 7",
        "7/48h, 7, PT48H, 7, 7/2d"
    })
    void text_isARate(String text, int permits, Duration period, int burst, String written) {
        Rate rate = Rate.parse(text);

        assertThat(rate).isEqualTo(new Rate(permits, period, burst)).hasToString(written);
        assertThat(Rate.parse(rate.toString())).isEqualTo(rate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "100", "100/m", "100/1", "1.5/1s", "-1/1s", "100/1m burst", "100/1m 20", "a/1s", "1/1s/1s"})
    void textOfAnotherForm_isRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse(text))
                .withMessageContaining("100/1m burst 20");
    }

    @Test
    void numbersThatCannotBeCounted_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("0/1s"))
                .withMessageContaining("at least one call");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("1/1s burst 0"))
                .withMessageContaining("burst");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("1/0s"))
                .withMessageContaining("longer than nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("1/999999999d"))
                .withMessageContaining("at most a year");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("1/300d burst 999999999"))
                .withMessageContaining("longer than a year");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse("1/1h burst 999999999"))
                .withMessageContaining("longer than a year");
    }

    @Test
    void interval_isRoundedUpSoThatNobodyGetsMore() {
        assertThat(Rate.of(3, Duration.ofNanos(10)).intervalNanos()).isEqualTo(4);
        assertThat(Rate.of(1_000, Duration.ofNanos(10)).intervalNanos()).isEqualTo(1);
    }
}
