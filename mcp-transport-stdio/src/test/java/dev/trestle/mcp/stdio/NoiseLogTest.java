package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trestle.mcp.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NoiseLogTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final NoiseLog noise = new NoiseLog(
            "Server 's'", new SecretMask(Map.of("TOKEN", "hush-hush"), Map.of(), Redactor.OFF), nanos::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger(NoiseLog.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @BeforeEach
    void listen() {
        told.start();
        logger.addAppender(told);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(told);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private void skip(String line) {
        noise.notAMessage(line.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> told() {
        return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void noise_isToldTenTimesAMinute() {
        for (int i = 0; i < 1000; i++) {
            skip("noise");
        }
        assertThat(told()).hasSize(10);

        nanos.addAndGet(60_000_000_000L);
        skip("noise");
        assertThat(told()).hasSize(11);
    }

    @Test
    void content_isToldAtDebugOnlyAndMasked() {
        skip("my token is hush-hush");
        assertThat(told()).containsExactly("Server 's': skipped a line of 21 bytes that is no JSON-RPC message");

        logger.setLevel(Level.DEBUG);
        skip("my token is hush-hush");
        assertThat(told()).last().isEqualTo("Server 's': the line was: my token is ***");
    }

    @Test
    void longLines_areToldWithTheLimitAndWithoutContent() {
        noise.tooLong(5000, 1000);

        assertThat(told()).containsExactly("Server 's': skipped a line of 5000 bytes; maxLine is 1000");
    }
}
