package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.redact.Redactor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StderrTailTest {

    private static List<String> tail(String stderr, int lines, int bytes) {
        ChildOptions options = new ChildOptions(1, 1, lines, bytes, Duration.ofSeconds(1), LinkLimits.DEFAULT);
        StderrTail tail = new StderrTail(
                "s",
                new ByteArrayInputStream(stderr.getBytes(StandardCharsets.UTF_8)),
                options,
                new SecretMask(Map.of("TOKEN", "hush-hush"), Map.of(), Redactor.OFF));
        tail.finish();
        assertThat(tail.drained()).isCompleted();
        return tail.lines();
    }

    @Test
    @Tag("limit:stderrLines")
    void lastLines_areKept() {
        assertThat(tail("1\n2\r\n3\n\n4", 3, 1000)).containsExactly("2 ", "3", "4");
    }

    @Test
    @Tag("limit:stderrBytes")
    void linesOverTheBytes_areForgotten() {
        assertThat(tail("aaaaaaaaaa\nbbbbb\nccccc\n", 20, 10)).containsExactly("bbbbb", "ccccc");
    }

    @Test
    void lineOfAnyLength_isCutAndItsSecretsAreHidden() {
        String line = "x".repeat(1020) + "hush-hush and much more".repeat(100_000);

        assertThat(tail(line, 20, 4096)).containsExactly("x".repeat(1020) + "***…");
    }

    @Test
    void secretsAndControlCharacters_areNotShown() {
        assertThat(tail("\u001b[31mbad\u001b[0m token hush-hush\u0007\n", 20, 4096))
                .containsExactly(" bad  token *** ");
    }
}
