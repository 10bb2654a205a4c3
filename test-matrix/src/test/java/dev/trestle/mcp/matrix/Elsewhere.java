package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.matrix.Reports.Case;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A test of another module that holds a row, because what it is about cannot be seen from outside.
 *
 * @param module its module
 * @param type its class, without the package
 * @param method its method, or {@link #ALL}
 */
record Elsewhere(String module, String type, String method) {

    /** All tests of a class. */
    static final String ALL = "*";

    private static final Map<String, List<Elsewhere>> ROWS = Map.of(
            "003-D7",
            List.of(new Elsewhere("mcp-core", "RequestCorrelatorTest", "answerThatIsNoResponse_failsItsCall")),
            "003-D12",
            List.of(
                    new Elsewhere(
                            "mcp-transport-http", "ResponseWriterTest", "whatQueuesUpDuringAWrite_leavesInOneAfterIt"),
                    new Elsewhere(
                            "mcp-transport-http", "ResponseWriterTest", "end_comesAfterWhatIsQueuedAndIsToldOnce")),
            "003-D17",
            List.of(
                    new Elsewhere("mcp-transport-http", "ResponseWriterTest", "queueOverItsLimit_takesNoMore"),
                    new Elsewhere("mcp-core", "RequestCorrelatorTest", "moreCallsThanMayWait_areRefusedAsBusy")),
            "003-D18",
            List.of(
                    new Elsewhere("mcp-core", "DeadlineTest", "backendIsSilent_callTimesOutAndIsCancelled"),
                    new Elsewhere(
                            "mcp-core", "RequestCorrelatorTest", "cancel_tellsThePeerOurIdAndReasonAndSettlesTheCall")),
            "GatewayPath_IsNormalised",
            List.of(new Elsewhere("mcp-server-standalone", "LaunchPlannerTest", "variableOfTheBasePath_isTidiedUp")));

    static List<Elsewhere> of(String row) {
        return ROWS.getOrDefault(row, List.of());
    }

    String title() {
        return method.equals(ALL) ? type : type + "." + method;
    }

    void assertPassed() {
        List<Case> ran = Reports.of(Path.of("..", module)).stream()
                .filter(each -> each.type().endsWith("." + type))
                .filter(each -> method.equals(ALL)
                        || each.name().equals(method)
                        || each.name().startsWith(method + "("))
                .toList();
        assertThat(ran).as("runs of %s in %s", title(), module).isNotEmpty().allMatch(Case::passed);
    }
}
