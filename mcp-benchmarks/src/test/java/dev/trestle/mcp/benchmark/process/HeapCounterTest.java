package dev.trestle.mcp.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeapCounterTest {

    @Test
    void whatWasAllocated_isAllFilledSpacesAndTheOneThatIsBeingFilled() throws IOException {
        String text = """
                 S0C    S1C    EC       EU        OC       YGC     YGCT
                832.0  832.0  6656.0   1024.5  253952.0  10    0.123
                """;

        assertThat(HeapCounter.allocated(text)).isEqualTo((10 * 6656 + 1024) * 1024L + 512);
    }

    @Test
    void anythingElse_isRefused() {
        assertThatThrownBy(() -> HeapCounter.allocated("12345 not found\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("YGC");
    }
}
