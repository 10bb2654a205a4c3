package dev.trestle.mcp.interceptor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trestle.mcp.call.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRuleTest {

    private static final Principal ALICE = new Principal("alice", true);

    @ParameterizedTest
    @CsvSource({
        "deny * tools:delete_*, TOOLS, delete_file, true",
        "deny * tools:delete_*, PROMPTS, delete_file, false",
        "deny * tools:delete_*, TOOLS, create_file, false",
        "allow alice github/tools:*, TOOLS, x, true",
        "allow alice gitlab/tools:*, TOOLS, x, false",
        "allow alice git*/tools:*, TOOLS, x, true",
        "allow al*ce *:*, RESOURCES, file:///a, true",
        "allow bob *:*, RESOURCES, file:///a, false",
        "allow anonymous *:*, TOOLS, x, false",
        "allow * resources:https://h/a b/*, RESOURCES, https://h/a b/c, true",
        "allow * github/*:x:y, PROMPTS, x:y, true"
    })
    void line_isAboutWhatItSays(String line, Kind kind, String name, boolean expected) {
        assertThat(AccessRule.parse(line).isAbout(ALICE, "github", kind, name)).isEqualTo(expected);
    }

    @Test
    void anonymous_isNobodyWithAName() {
        Principal called = new Principal("anonymous", true);
        AccessRule anonymous = AccessRule.parse("allow anonymous tools:*");
        AccessRule named = AccessRule.parse("allow an* tools:*");
        AccessRule everybody = AccessRule.parse("allow * tools:*");

        assertThat(anonymous.isAbout(Principal.ANONYMOUS, "b", Kind.TOOLS, "t")).isTrue();
        assertThat(anonymous.isAbout(called, "b", Kind.TOOLS, "t")).isFalse();
        assertThat(named.isAbout(Principal.ANONYMOUS, "b", Kind.TOOLS, "t")).isFalse();
        assertThat(named.isAbout(called, "b", Kind.TOOLS, "t")).isTrue();
        assertThat(everybody.isAbout(Principal.ANONYMOUS, "b", Kind.TOOLS, "t")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not a rule",
        "deny tools:x, is not a rule",
        "deny * delete, is not a rule",
        "forbid * tools:x, not with allow or deny",
        "deny * tool:x, none of tools",
        "deny * tools:, names nothing",
        "deny * /tools:x, names nothing",
        "deny * a/b/tools:x, is not a rule"
    })
    void lineOfAnotherForm_isRefusedWithAnExample(String line, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccessRule.parse(line))
                .withMessageContaining(expected)
                .withMessageContaining("deny * tools:delete_*");
    }

    @Test
    void rule_isItsLine() {
        AccessRule rule = AccessRule.parse("  deny  *   tools:x ");

        assertThat(rule).hasToString("deny  *   tools:x").isEqualTo(AccessRule.parse("deny  *   tools:x"));
        assertThat(rule.isAbout(ALICE, "any", Kind.TOOLS, "x")).isTrue();
    }
}
