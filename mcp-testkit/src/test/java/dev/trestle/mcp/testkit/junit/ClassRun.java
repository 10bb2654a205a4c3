package dev.trestle.mcp.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.trestle.mcp.testkit.launcher.QuietLauncher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** A class of tests that was run, with what its tests, and the class itself, failed of. */
final class ClassRun implements TestExecutionListener {

    private final List<String> passed = new ArrayList<>();
    private final Map<String, String> failed = new TreeMap<>();

    static ClassRun of(Class<?> tests) {
        ClassRun run = new ClassRun();
        QuietLauncher.run(List.of(selectClass(tests)), run);
        return run;
    }

    ClassRun passes(String... tests) {
        assertThat(failed).isEmpty();
        assertThat(passed).contains(tests);
        return this;
    }

    /** The test or class fails, with all of these words. What a test leaves is still there after the class. */
    void fails(String name, String... words) {
        assertThat(failed).containsKey(name);
        assertThat(failed.get(name)).contains(words);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable().ifPresent(thrown -> failed.put(test.getDisplayName(), String.valueOf(thrown)));
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed.add(test.getDisplayName());
        }
    }
}
