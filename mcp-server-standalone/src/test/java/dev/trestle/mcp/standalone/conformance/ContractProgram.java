package dev.trestle.mcp.standalone.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Locale;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs {@link EverythingContract} and prints a line for each rule, for {@code conformance/parts/contract.mjs}. */
public final class ContractProgram implements TestExecutionListener {

    private ContractProgram() {}

    /**
     * Runs.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(EverythingContract.class))
                                .build(),
                        new ContractProgram());
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        for (Map.Entry<String, String> told : entry.getKeyValuePairs().entrySet()) {
            System.out.println(told.getKey() + " " + told.getValue());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String why = result.getThrowable()
                .map(thrown -> ": " + thrown.toString().lines().findFirst().orElse(""))
                .orElse("");
        if (test.isTest() || !why.isEmpty()) {
            System.out.println(result.getStatus().name().toLowerCase(Locale.ROOT) + " " + test.getDisplayName() + why);
        }
    }
}
