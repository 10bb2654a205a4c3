package dev.trestle.mcp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.trestle.mcp.standalone.config.GatewayKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every option that bounds something has a test that reaches the bound, which says so: {@code @Tag("limit:maxBody")}. */
class LimitsTest {

    private static final Set<String> NUMBERS_THAT_BOUND_NOTHING =
            Set.of("unknownSessionStatus", "deleteUnknownStatus", "timeoutCode", "round");
    private static final Set<GatewayKey.Kind> BOUNDS =
            EnumSet.of(GatewayKey.Kind.COUNT, GatewayKey.Kind.DURATION, GatewayKey.Kind.SIZE);
    private static final Pattern TAGGED_TEST =
            Pattern.compile("@Tag\\(\"limit:(\\w+)\"\\)(?=(?:(?!\\bvoid\\b)[^;{])*void \\w+\\()");

    private static final Set<String> LIMITS = limits();

    @Test
    void everyLimit_isReachedByATest() {
        Set<String> untested = new TreeSet<>(LIMITS);
        untested.removeAll(tags());
        assertThat(untested).isEmpty();
    }

    @Test
    void everyTag_namesALimit() {
        Set<String> unknown = tags();
        unknown.removeAll(LIMITS);
        assertThat(unknown).isEmpty();
    }

    @Test
    void limits_areFoundWhereverTheyAre() {
        assertThat(LIMITS)
                .contains("maxBody", "streamQueue", "maxConnections", "maxSessionsPerAddress", "maxLine", "maxChildren")
                .contains(
                        "requestTimeout",
                        "maxBlockingHandlers",
                        "stdoutQueue",
                        "maxPending",
                        "maxHeaders",
                        "maxEntries");
    }

    private static Set<String> limits() {
        Stream<String> options = Product.load().classes().stream()
                .filter(LimitsTest::holdsOptions)
                .flatMap(type -> type.getFields().stream())
                .filter(LimitsTest::isAmount)
                .map(JavaField::getName);
        Stream<String> keys = Arrays.stream(GatewayKey.values())
                .filter(key -> BOUNDS.contains(key.kind()))
                .map(key -> key.key().substring(key.key().lastIndexOf('.') + 1));
        return Stream.concat(options, keys)
                .filter(name -> !NUMBERS_THAT_BOUND_NOTHING.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What holds options, and the builders of what takes options without that. */
    private static boolean holdsOptions(JavaClass type) {
        String name = type.getSimpleName();
        boolean named = name.endsWith("Options") || name.endsWith("Limits");
        return (named || name.equals("Builder")) && !type.getPackageName().contains(".testkit");
    }

    private static boolean isAmount(JavaField field) {
        JavaClass type = field.getRawType();
        return !field.getModifiers().contains(JavaModifier.STATIC)
                && (type.isEquivalentTo(int.class)
                        || type.isEquivalentTo(long.class)
                        || type.isEquivalentTo(Duration.class));
    }

    private static Set<String> tags() {
        Set<String> found = new TreeSet<>();
        Sources.tests().forEach(file -> {
            Matcher tags = TAGGED_TEST.matcher(file.text());
            while (tags.find()) {
                found.add(tags.group(1));
            }
        });
        return found;
    }
}
