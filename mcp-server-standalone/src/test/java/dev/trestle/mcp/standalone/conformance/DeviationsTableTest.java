package dev.trestle.mcp.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.contract.Deviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in the kit's README says of two servers what their tests declare, and nothing else. */
class DeviationsTableTest {

    private static final Path README = Path.of("..", "mcp-testkit", "README.md");

    @Test
    void table_isWhatTheContractsDeclare() throws IOException {
        String table = "<!-- deviations -->\n| Server | Does otherwise | Rules |\n|---|---|---|\n"
                + rows("Java SDK 2.1.0", new JavaSdkContractTest().deviations())
                + rows("npm server-everything 2026.8.31", new EverythingContract().deviations())
                + "<!-- end -->\n";

        assertThat(Files.readString(README)).contains(table);
    }

    private static String rows(String server, List<Deviation> deviations) {
        Map<String, List<String>> rules = deviations.stream()
                .collect(Collectors.groupingBy(
                        Deviation::why,
                        LinkedHashMap::new,
                        Collectors.mapping(deviation -> shortened(deviation.rule()), Collectors.toList())));
        return rules.entrySet().stream()
                .map(row -> "| " + server + " | " + row.getKey() + " | " + String.join(", ", row.getValue()) + " |\n")
                .collect(Collectors.joining());
    }

    private static String shortened(String rule) {
        return "`" + rule.substring(rule.lastIndexOf('_') + 1) + "`";
    }
}
