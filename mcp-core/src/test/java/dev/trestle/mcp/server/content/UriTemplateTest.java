package dev.trestle.mcp.server.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UriTemplateTest {

    @Test
    void variables_areFound() {
        assertThat(new UriTemplate("x://{a}/b/{c}.txt").match("x://1/b/2.txt")).contains(Map.of("a", "1", "c", "2"));
    }

    @Test
    void templateWithoutVariables_matchesItself() {
        assertThat(new UriTemplate("x://a").match("x://a")).contains(Map.of());
        assertThat(new UriTemplate("x://a").match("x://ab")).isEmpty();
    }

    @Test
    void variable_isNeverEmptyAndNeverCrossesASlash() {
        UriTemplate template = new UriTemplate("x://{a}/z");
        for (String uri : List.of("x:///z", "x://a/b/z", "x://a?b/z", "x://a", "y://a/z", "x://a/zz", "")) {
            assertThat(template.match(uri)).as(uri).isEmpty();
        }
    }

    @Test
    void escapes_areDecodedAsUtf8() {
        assertThat(new UriTemplate("x://{a}").match("x://%C3%A9%2Fb+c")).contains(Map.of("a", "é/b+c"));
    }

    @Test
    void brokenEscapes_doNotMatch() {
        UriTemplate template = new UriTemplate("x://{a}");
        for (String uri : List.of("x://%", "x://%4", "x://%zz", "x://%ff")) {
            assertThat(template.match(uri)).as(uri).isEmpty();
        }
    }

    @Test
    void higherLevels_areAMistake() {
        for (String template :
                List.of("x://{+a}", "x://{?a}", "x://{a,b}", "x://{}", "x://{a", "x://{a}{b}", "{a}/{a}")) {
            assertThatThrownBy(() -> new UriTemplate(template))
                    .as(template)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void longUri_isMatchedInNoTime() {
        UriTemplate template = new UriTemplate("x://{a}-{b}-{c}-{d}-{e}!");
        String uri = "x://" + "-".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(template.match(uri)).isEmpty());
    }
}
