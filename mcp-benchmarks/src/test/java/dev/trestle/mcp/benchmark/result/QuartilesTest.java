package dev.trestle.mcp.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuartilesTest {

    @Test
    void ofOddMany_areTheNumbersThemselves() {
        assertThat(Quartiles.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0))).isEqualTo(new Quartiles(2, 3, 4));
    }

    @Test
    void betweenTwoNumbers_areInterpolated() {
        assertThat(Quartiles.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Quartiles(1.75, 2.5, 3.25));
    }

    @Test
    void ofOne_areThatOne() {
        assertThat(Quartiles.of(List.of(7.0))).isEqualTo(new Quartiles(7, 7, 7));
    }

    @Test
    void ofNone_areRefused() {
        assertThatThrownBy(() -> Quartiles.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("round");
    }

    @Test
    void ofWhatIsNoNumber_areRefused() {
        assertThatThrownBy(() -> Quartiles.of(List.of(1.0, 2.0, Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quartiles.of(List.of(1.0, 2.0, Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Infinity");
    }
}
