package dev.trestle.mcp.policy.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolPatternTest {

    @ParameterizedTest
    @CsvSource({
        "delete, a, delete, true",
        "delete, a, deleted, false",
        "del*, a, delete, true",
        "*, a, x, true",
        "a/*, a, x, true",
        "a/*, b, x, false",
        "*/x, b, x, true",
        "a/d*e, a, delete, true",
        "a/d*t*e, a, delete, true",
        "a/d*x*e, a, delete, false",
        "a/de*et*te, a, delete, false",
        "ab*ba, ab, ba, false",
        "a*/*e, ab, te, true"
    })
    void pattern_matchesWholeNames(String pattern, String backend, String tool, boolean matches) {
        assertThat(new ToolPattern(pattern).matches(backend, tool)).isEqualTo(matches);
    }

    @Test
    void emptyPattern_isAMistake() {
        assertThatThrownBy(() -> new ToolPattern(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
