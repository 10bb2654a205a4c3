package dev.trestle.mcp.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    private static boolean letsIn(HttpOptionsBuilder options, String host, String origin) {
        return new OriginPolicy(options.build().access()).refusal(host, origin) == null;
    }

    @Test
    void publicBind_takesAnyHostAndNoOrigin() {
        HttpOptionsBuilder open = HttpOptions.builder().loopback(false);
        assertThat(letsIn(open, "mcp.example.com", null)).isTrue();
        assertThat(letsIn(open, null, null)).isTrue();
        assertThat(letsIn(open, "mcp.example.com", "http://localhost")).isFalse();
        assertThat(letsIn(open, "mcp.example.com", "https://mcp.example.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, true",
        "HTTPS://App.Example.COM, true",
        "https://app.example.com:443, true",
        "https://app.example.com:8443, false",
        "http://app.example.com, false",
        "https://app.example.com.evil.org, false",
        "https://xapp.example.com, false",
        "https://app.example.com/path, false",
        "https://user@app.example.com, false",
        "https://a.wild.example, true",
        "https://wild.example, false",
        "https://a.b.wild.example, false",
        "https://evil-wild.example, false",
        "https://evilXwild.example, false",
        "https://.wild.example, false",
        "https://*.wild.example, false",
        "http://dev.example:3000, true",
        "http://dev.example, false",
        "null, true",
        "http://localhost, false",
        "'', false"
    })
    void configuredOrigins_areMatchedByTheirParts(String origin, boolean letIn) {
        HttpOptionsBuilder options = HttpOptions.builder()
                .origins(List.of(
                        "https://app.example.com", "https://*.wild.example", "http://dev.example:3000", "null"));
        assertThat(letsIn(options, "localhost", origin)).isEqualTo(letIn);
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.example.com, true",
        "MCP.example.com:8001, true",
        "mcp.example.com:x, false",
        "mcp.example.com:, false",
        "mcp.example.com:99999, false",
        "other.example.com, false",
        "fixed.example.com:8443, true",
        "fixed.example.com, false",
        "localhost, false",
        "'', false"
    })
    void configuredHosts_areMatchedByTheirParts(String host, boolean letIn) {
        HttpOptionsBuilder options = HttpOptions.builder().hosts(List.of("mcp.example.com", "fixed.example.com:8443"));
        assertThat(letsIn(options, host, null)).isEqualTo(letIn);
    }

    @Test
    void loopbackBind_wantsAHost() {
        assertThat(letsIn(HttpOptions.builder(), null, null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example.com", "*", "https://", "https://a b", "https://app.example.com/", "://x"})
    void originThatIsNone_isAMistakeThatNamesItself(String configured) {
        HttpOptions options = HttpOptions.builder().origins(List.of(configured)).build();
        assertThatThrownBy(() -> new OriginPolicy(options.access()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origins: `" + configured + "`");
    }

    @Test
    void hostThatIsNone_isAMistakeThatNamesItself() {
        HttpOptions options = HttpOptions.builder().hosts(List.of("http://x")).build();
        assertThatThrownBy(() -> new OriginPolicy(options.access())).hasMessageContaining("hosts: `http://x`");
    }
}
