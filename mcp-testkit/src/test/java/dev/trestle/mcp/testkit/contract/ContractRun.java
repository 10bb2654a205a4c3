package dev.trestle.mcp.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract against a subject that is meant to fail it. */
final class ContractRun implements TestExecutionListener {

    private final Set<String> passed = new ConcurrentSkipListSet<>();
    private final Set<String> failed = new ConcurrentSkipListSet<>();

    /** The rules, by their prefix, that a class of tests does not pass. */
    static Set<String> brokenRules(Class<?> tests) {
        ContractRun run = new ContractRun();
        LauncherConfig plain = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(plain)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .build(),
                        run);
        if (run.passed.isEmpty() && run.failed.isEmpty()) {
            throw new AssertionError("nothing ran in " + tests);
        }
        return new TreeSet<>(run.failed);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            String name = test.getDisplayName();
            String rule = name.contains("_") ? name.substring(0, name.indexOf('_')) : name;
            boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            (success ? passed : failed).add(rule);
        }
    }
}
