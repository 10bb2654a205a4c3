package dev.trestle.mcp.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every configured origin and host against every one that may be sent, judged by an oracle that shares nothing with the
 * policy: the JDK's URI parser, and labels compared one by one.
 */
class OriginOracleTest {

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

    private static final List<String> SCHEMES = List.of("http", "https", "HTTPS", "chrome-extension", "file");
    private static final List<String> HOSTS = List.of(
            "example.com",
            "Example.COM",
            "app.example.com",
            "a.b.example.com",
            "evil-example.com",
            "evilexample.com",
            "evilXexampleYcom",
            "app.example.com.evil.org",
            "example.com.evil.org",
            "localhost",
            "LOCALHOST",
            "localhost.evil.org",
            "127.0.0.1",
            "127.0.0.2",
            "127.0.0.1.evil.org",
            "[::1]",
            "[::2]",
            "0.0.0.0");
    private static final List<String> PORT_TEXTS = List.of("", ":80", ":443", ":3000", ":65535");

    private static final List<String> CONFIGURED = List.of(
            "https://example.com",
            "https://EXAMPLE.com:443",
            "http://example.com:3000",
            "https://*.example.com",
            "https://*.b.example.com",
            "http://*.example.com:3000",
            "http://localhost",
            "http://[::1]:3000",
            "chrome-extension://example.com");

    private static List<String> sent() {
        List<String> all =
                new ArrayList<>(List.of("null", "", "*", "https://", "example.com", "https://*.example.com"));
        for (String scheme : SCHEMES) {
            for (String host : HOSTS) {
                PORT_TEXTS.forEach(port -> all.add(scheme + "://" + host + port));
            }
        }
        all.addAll(List.of(
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://user@app.example.com",
                "https://app.example.com?x",
                "https://app.example.com#x",
                "https://app.example.com:",
                "https://app.example.com:99999",
                "https://app.example.com:4 43",
                "https://.example.com",
                "https://app..example.com"));
        return all;
    }

    private static boolean letsIn(HttpOptionsBuilder options, String host, @Nullable String origin) {
        return new OriginPolicy(options.build().access()).refusal(host, origin) == null;
    }

    @Test
    void listedOrigins_letInWhatTheOracleDoes() {
        int judged = 0;
        for (String configured : CONFIGURED) {
            HttpOptionsBuilder options = HttpOptions.builder().origins(List.of(configured));
            for (String origin : sent()) {
                assertThat(letsIn(options, "localhost", origin))
                        .as("`%s` where `%s` is listed", origin, configured)
                        .isEqualTo(covers(configured, origin));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(4_000);
    }

    @Test
    void unlistedOrigins_letInWhatTheOracleDoes() {
        for (String origin : sent()) {
            boolean loopback = isLoopback(origin);
            assertThat(letsIn(HttpOptions.builder(), "localhost", origin))
                    .as(origin)
                    .isEqualTo(loopback);
            assertThat(letsIn(HttpOptions.builder().loopback(false), "any.example", origin))
                    .as(origin)
                    .isFalse();
            assertThat(letsIn(HttpOptions.PHASE1.toBuilder(), "any.example", origin))
                    .as(origin)
                    .isTrue();
        }
    }

    @Test
    void unlistedHosts_letInWhatTheOracleDoes() {
        for (String host : HOSTS) {
            for (String port : PORT_TEXTS) {
                boolean loopback = isLoopback("http://" + host + port);
                assertThat(letsIn(HttpOptions.builder(), host + port, null))
                        .as(host + port)
                        .isEqualTo(loopback);
                assertThat(letsIn(HttpOptions.builder().loopback(false), host + port, null))
                        .as(host + port)
                        .isTrue();
            }
        }
    }

    @Test
    void opaqueOrigin_isLetInIfItIsListed() {
        assertThat(letsIn(HttpOptions.builder().origins(List.of("null")), "localhost", "null"))
                .isTrue();
        assertThat(letsIn(HttpOptions.builder().origins(List.of("https://example.com")), "localhost", "null"))
                .isFalse();
    }

    private static boolean isLoopback(String origin) {
        URI uri = parsed(origin);
        return uri != null
                && PORTS.containsKey(uri.getScheme().toLowerCase(Locale.ROOT))
                && List.of("localhost", "127.0.0.1", "[::1]").contains(host(uri));
    }

    private static boolean covers(String configured, String origin) {
        URI sent = parsed(origin);
        URI listed = Objects.requireNonNull(parsed(configured.replace("*.", "wildcard.")));
        return sent != null
                && sent.getScheme().equalsIgnoreCase(listed.getScheme())
                && port(sent) == port(listed)
                && sameLabels(host(listed), host(sent), configured.contains("*."));
    }

    /** With a wildcard the first label may be any, but there must be as many. */
    private static boolean sameLabels(String listed, String sent, boolean wildcard) {
        List<String> ours = Arrays.asList(listed.split("\\.", -1));
        List<String> theirs = Arrays.asList(sent.split("\\.", -1));
        int from = wildcard ? 1 : 0;
        return ours.size() == theirs.size()
                && ours.subList(from, ours.size()).equals(theirs.subList(from, theirs.size()));
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0
                ? uri.getPort()
                : PORTS.getOrDefault(uri.getScheme().toLowerCase(Locale.ROOT), -1);
    }

    /** Null if it is no origin: scheme, host and perhaps a port, and nothing else. */
    private static @Nullable URI parsed(String origin) {
        try {
            URI uri = new URI(origin);
            boolean bare = uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null
                    && !origin.endsWith(":")
                    && uri.getPort() <= 65_535;
            return bare ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
