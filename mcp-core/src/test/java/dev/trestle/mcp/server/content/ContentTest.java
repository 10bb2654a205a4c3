package dev.trestle.mcp.server.content;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentTest {

    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void textThatIsNull_isRefusedWhereItIsMade() {
        assertThatNullPointerException()
                .isThrownBy(() -> ToolResult.error(NOTHING.get("message")))
                .withMessage("text is null");
        assertThatNullPointerException()
                .isThrownBy(() -> new Content.Text(NOTHING.get("text"), Annotations.NONE))
                .withMessage("text is null");
    }

    @Test
    void fileThatIsNull_isRefusedWhereItIsMade() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Content.Image(NOTHING.get("data"), "image/png", null))
                .withMessage("data is null");
        assertThatNullPointerException()
                .isThrownBy(() -> new Content.Audio(NOTHING.get("data"), "audio/wav", null))
                .withMessage("data is null");
    }
}
