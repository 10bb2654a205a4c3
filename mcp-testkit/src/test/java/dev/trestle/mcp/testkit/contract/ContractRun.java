package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.trestle.mcp.testkit.launcher.QuietLauncher;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Runs a contract against a subject that is meant to fail it. */
final class ContractRun implements TestExecutionListener {

    private final Set<String> passed = new ConcurrentSkipListSet<>();
    private final Set<String> failed = new ConcurrentSkipListSet<>();

    private final List<String> refused = new ArrayList<>();

    /** Runs rules, named by the first or last word of their methods, and fails unless every one of them fails. */
    static void assertBreaks(Class<?> tests, String... rules) {
        List<DiscoverySelector> selected = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        for (String rule : rules) {
            String method = method(tests, rule);
            methods.add(method + "()");
            selected.add(selectMethod(tests, method));
        }
        ContractRun run = run(selected);
        assertThat(run.failed)
                .as("rules that caught " + tests.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(methods);
    }

    /** Runs a class of tests and fails if any rule does. */
    static void assertKeeps(Class<?> tests) {
        ContractRun run = run(List.of(selectClass(tests)));
        assertThat(run.failed).isEmpty();
        assertThat(run.passed).isNotEmpty();
    }

    /** Runs a class of tests and fails unless it is refused as a whole. */
    static void assertRefused(Class<?> tests, String message) {
        ContractRun run = run(List.of(selectClass(tests)));
        assertThat(run.refused).anyMatch(why -> why.contains(message));
        assertThat(run.passed).isEmpty();
    }

    private static ContractRun run(List<DiscoverySelector> selected) {
        ContractRun run = new ContractRun();
        QuietLauncher.run(selected, run);
        return run;
    }

    private static String method(Class<?> tests, String rule) {
        for (Class<?> type = tests; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                String name = method.getName();
                if (name.startsWith(rule + "_") || name.endsWith("_" + rule)) {
                    return name;
                }
            }
        }
        throw new AssertionError("no rule " + rule + " in " + tests);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isContainer()) {
            result.getThrowable().ifPresent(thrown -> refused.add(String.valueOf(thrown)));
        }
        if (test.isTest()) {
            boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            (success ? passed : failed).add(test.getDisplayName());
        }
    }
}
