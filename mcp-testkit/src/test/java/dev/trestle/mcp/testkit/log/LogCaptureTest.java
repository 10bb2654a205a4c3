package dev.trestle.mcp.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogCaptureTest {

    private static final String SECRET = "s3cr3t/\"väl+ue?";
    private static final Logger LOG = LoggerFactory.getLogger("dev.trestle.example");

    @Test
    void whatIsLogged_isCapturedUntilTheEnd() {
        LOG.warn("before");
        LogCapture log = LogCapture.start();
        LOG.warn("port {} in use", 80);
        log.close();
        log.close();
        LOG.warn("after");

        assertThat(log.lines()).containsExactly("WARN dev.trestle.example - port 80 in use");
        assertThat(log.contains("port 80")).isTrue();
        assertThat(log.contains("port 81")).isFalse();
    }

    @Test
    void everythingThatAnEventHas_isInItsEntry() {
        try (LogCapture log = LogCapture.start();
                MDC.MDCCloseable user = MDC.putCloseable("user", "ada")) {
            LOG.atError()
                    .addKeyValue("token", "abc123")
                    .setCause(new IOException("broken pipe"))
                    .log("failed");

            assertThat(user).isNotNull();
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry)
                            .contains(
                                    "failed",
                                    "token",
                                    "abc123",
                                    "user=ada",
                                    "java.io.IOException: broken pipe",
                                    "LogCapture"));
        }
    }

    @Test
    void levelOfALogger_isLoweredWhileItIsCaptured() {
        try (LogCapture log = LogCapture.start("dev.trestle.example", "TRACE")) {
            LOG.trace("every byte");
            LoggerFactory.getLogger("elsewhere").error("not asked for");
            assertThat(log.lines()).containsExactly("TRACE dev.trestle.example - every byte");
        }
        assertThat(LOG.isTraceEnabled()).isFalse();
    }

    @Test
    void linesOfAProgram_areReadAsTheyCome() {
        List<String> stderr = new ArrayList<>(List.of("listening"));
        LogCapture log = LogCapture.of(() -> stderr);
        stderr.add("api key is " + SECRET);

        assertThat(log.await("api key").containsSecret(SECRET)).isTrue();
        assertThat(log.and(LogCapture.of(() -> List.of("more"))).lines()).hasSize(3);
    }

    static Stream<String> forms() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        byte[] basic = ("user:" + SECRET).getBytes(StandardCharsets.UTF_8);
        byte[] within = ("x" + SECRET + "and more").getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                SECRET,
                SECRET.toUpperCase(java.util.Locale.ROOT),
                "s3cr3t/\\\"väl+ue?",
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().encodeToString(basic),
                Base64.getUrlEncoder().encodeToString(within),
                "s3cr3t/\n\"väl+ue?");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void secret_isFoundInEachForm(String form) {
        LogCapture log = LogCapture.of(() -> List.of("nothing here", "sent [" + form + "]"));

        assertThat(log.containsSecret("another-secret", SECRET)).isTrue();
        assertThat(log.containsSecret("another-secret")).isFalse();
        assertThatThrownBy(() -> log.assertNoSecret("another-secret", SECRET))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("secret 2 of 2 was logged")
                .message()
                .doesNotContain(form, SECRET);
    }

    @Test
    void secretOverTwoLines_isFound() {
        LogCapture log = LogCapture.of(() -> List.of("sent " + SECRET.substring(0, 7), SECRET.substring(7)));

        assertThat(log.containsSecret(SECRET)).isTrue();
    }

    @Test
    void shortSecret_isRefused() {
        LogCapture log = LogCapture.of(List::of);

        assertThatThrownBy(() -> log.containsSecret("abc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tooManyLines_areNoAnswer() {
        BoundedLines lines = new BoundedLines(3);
        IntStream.range(0, 3).forEach(i -> lines.add("line"));
        assertThat(lines.all()).hasSize(3);
        lines.add("the one with the secret");

        assertThatThrownBy(lines::all).hasMessageContaining("more than 3 lines");
    }

    /** As in a project of somebody else, with other libraries on the class path. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutLogback_theMessageSaysWhatToDo(boolean withSlf4j) throws Exception {
        List<URL> path = new ArrayList<>();
        path.add(home(LogCapture.class));
        path.add(home(org.jspecify.annotations.Nullable.class));
        if (withSlf4j) {
            path.add(home(LoggerFactory.class));
        }
        try (URLClassLoader theirs =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> capture = theirs.loadClass(LogCapture.class.getName());

            assertThatThrownBy(() -> capture.getMethod("start").invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Add ch.qos.logback:logback-classic in scope test");
        }
    }

    private static URL home(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source.getLocation();
    }
}
