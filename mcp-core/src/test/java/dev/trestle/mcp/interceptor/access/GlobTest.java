package dev.trestle.mcp.interceptor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "delete_*, delete_file, true",
        "delete_*, delete_, true",
        "delete_*, undelete_file, false",
        "*, '', true",
        "*, anything, true",
        "a*a, a, false",
        "a*a, aa, true",
        "a*b*c, a-c-b-c, true",
        "a*b*c, a-c-b, false",
        "**, x, true",
        "a.c, abc, false",
        "[ab], a, false",
        "'', '', true",
        "*.txt, x.txt.exe, false",
        "file:///a/*, file:///a/../b, true"
    })
    void pattern_matchesWhatItSays(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
    }

    /** A second opinion. */
    @Test
    void manyPatterns_areMatchedAsARegexDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab*", 8);
            String text = word(random, "ab", 10);
            String regex = pattern.chars()
                    .mapToObj(c -> c == '*' ? ".*" : String.valueOf((char) c))
                    .collect(Collectors.joining());
            assertThat(new Glob(pattern).matches(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(Pattern.matches(regex, text));
        }
    }

    private static String word(Random random, String letters, int longest) {
        return random.ints(random.nextInt(longest), 0, letters.length())
                .mapToObj(at -> letters.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    @Test
    void hostileText_takesNoLongerThanItsLength() {
        Glob glob = new Glob("*a*a*a*a*a*a*a*a*a*a*a*a*b");
        String text = "a".repeat(4_000_000);

        assertTimeout(
                Duration.ofSeconds(20), () -> assertThat(glob.matches(text)).isFalse());
    }
}
