package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs after all other tests: every statement about operators' part has tests, and they ran and passed in this build. */
class OperatorPageTest {

    private final List<OperatorRows.Line> rows = OperatorRows.read();
    private final Map<String, List<Elsewhere>> tests = OperatorRows.tests();

    @TestFactory
    Stream<DynamicTest> row_hasTestsThatPassed() {
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.tag(), () -> {
                    List<Elsewhere> tagged = tests.getOrDefault(row.tag(), List.of());
                    assertThat(tagged).as("tests of %s", row.tag()).isNotEmpty();
                    tagged.forEach(Elsewhere::assertPassed);
                }));
    }

    @Test
    void tag_isARow() {
        assertThat(tests.keySet())
                .isSubsetOf(rows.stream().map(OperatorRows.Line::tag).toList());
    }
}
