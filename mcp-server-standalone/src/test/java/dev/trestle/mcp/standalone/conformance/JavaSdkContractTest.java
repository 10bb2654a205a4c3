package dev.trestle.mcp.standalone.conformance;

import dev.trestle.mcp.testkit.contract.Deviation;
import dev.trestle.mcp.testkit.contract.TransportContract;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.time.Duration;
import java.util.List;

/**
 * The kit's contract of Streamable HTTP is not one of Trestle: it finds out about any server. What the official Java SDK
 * does otherwise is told here rule by rule; the kit's README has the table of it.
 */
class JavaSdkContractTest extends TransportContract {

    private static final String SHAPE = "its HTTP errors are a Java exception as JSON, and no JSON-RPC message";
    private static final String NO_MESSAGE = "not exactly one response but 0";
    private static final String GET = "it sends no header of a GET stream before the first event";
    private static final String RESUME = "it keeps no events, and the call fails when its connection is cut";
    private static final String ASK =
            "it cannot write elicitation/create with Jackson 3.2: the type's id and its property are both called mode";

    @Override
    protected McpSubject subject() {
        return JavaSdkSubject.create();
    }

    /** All that takes longer is declared below. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    protected List<Deviation> deviations() {
        return List.of(
                new Deviation("spec20251125_streamableHttp_requestWithoutSessionIs400", NO_MESSAGE, SHAPE),
                new Deviation("spec20251125_streamableHttp_unknownSessionIs404", NO_MESSAGE, SHAPE),
                new Deviation("spec20251125_streamableHttp_deletedSessionIs404", NO_MESSAGE, SHAPE),
                new Deviation("spec20251125_streamableHttp_bodyThatIsNotDeclaredAsJsonIs415", NO_MESSAGE, SHAPE),
                new Deviation("spec20250618_streamableHttp_batchIs400", NO_MESSAGE, SHAPE),
                new Deviation("jsonRpc_message_bodyThatIsNoMessageIs400", NO_MESSAGE, SHAPE),
                new Deviation("jsonRpc_message_bodyThatIsNoJsonIs400", NO_MESSAGE, SHAPE),
                new Deviation(
                        "spec20251125_streamableHttp_acceptWithoutBothTypesIs406",
                        "expected HTTP 406 but was 400",
                        "it answers 400"),
                new Deviation(
                        "spec20251125_streamableHttp_otherMethodIs405WithAllow",
                        "\"GET\"",
                        "it names no methods in Allow"),
                new Deviation(
                        "spec20251125_streamableHttp_foreignHostIs403",
                        "expected HTTP 403 but was 421",
                        "it answers 421"),
                new Deviation(
                        "spec20251125_lifecycle_secondInitializeIs400",
                        "expected HTTP 400 but was 200",
                        "it opens another session"),
                new Deviation(
                        "spec20250618_streamableHttp_unsupportedVersionHeaderIs400",
                        "expected HTTP 400 but was 200",
                        "it does not look at MCP-Protocol-Version"),
                new Deviation(
                        "spec20250326_streamableHttp_notificationIs202WithoutBody",
                        "expected HTTP 202 but was 500",
                        "roots/list_changed makes it ask for the roots, which fails without a GET stream"),
                new Deviation(
                        "spec20250326_cancellation_endsTheCallAndTheSessionGoesOn",
                        "the cancelled call's stream ends",
                        "it does not know notifications/cancelled"),
                new Deviation("spec20250326_streamableHttp_getOpensAnEventStream", "an HTTP status", GET),
                new Deviation("spec20250326_streamableHttp_deleteEndsTheOpenStream", "an HTTP status", GET),
                new Deviation(
                        "spec20250326_resumption_eventsHaveIdsThatAreNeverTheSame",
                        "Found duplicate",
                        "the ids of replies are the session's"),
                new Deviation(
                        "spec20250326_resumption_cutStreamGoesOnWhereItWasCut", "the end of an HTTP answer", RESUME),
                new Deviation(
                        "spec20250326_resumption_otherStreamsAreNotReplayed", "the end of an HTTP answer", RESUME),
                new Deviation(
                        "spec20251125_resumption_streamBeginsWithAnIdAndNoMessage",
                        "priming",
                        "it does not prime streams"),
                new Deviation("spec20250618_streamableHttp_questionComesOnTheCallsStream", NO_MESSAGE, ASK),
                new Deviation("spec20250618_streamableHttp_answerIs202", "ended without elicitation/create", ASK),
                new Deviation("spec20250618_streamableHttp_errorIsAnAnswerToo", NO_MESSAGE, ASK),
                new Deviation("spec20250326_streamableHttp_questionsOfTwoSessionsStayApart", NO_MESSAGE, ASK));
    }
}
