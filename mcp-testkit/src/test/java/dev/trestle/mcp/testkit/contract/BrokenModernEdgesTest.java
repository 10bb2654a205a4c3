package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.modern.EdgeFlaw;
import dev.trestle.mcp.testkit.modern.EraProxy;
import dev.trestle.mcp.testkit.reference.Flaw;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contracts are worth something only if they catch endpoints that break them. */
class BrokenModernEdgesTest {

    @Test
    void carelessHeaders_areCaught() {
        ContractRun.assertBreaks(FillsIn.class, "golden01");
        ContractRun.assertBreaks(MendsNames.class, "golden11", "golden12", "missingOrOfAnotherTool_isAMismatch");
        ContractRun.assertBreaks(AnyOrigin.class, "golden41");
        ContractRun.assertBreaks(Sessions.class, "golden30");
    }

    @Test
    void carelessAnswers_areCaught() {
        ContractRun.assertBreaks(Only200.class, "golden01", "golden03", "golden07", "golden23", "golden24", "golden29");
        ContractRun.assertBreaks(IdNull.class, "golden44");
        ContractRun.assertBreaks(NoHints.class, "golden45");
        ContractRun.assertBreaks(NoEmptyCursor.class, "golden28");
    }

    @Test
    void wrongStreams_areCaught() {
        ContractRun.assertBreaks(Unstoppable.class, "golden36");
        ContractRun.assertBreaks(Chatty.class, "golden37");
        ContractRun.assertBreaks(TextIds.class, "golden32");
        ContractRun.assertBreaks(Eager.class, "withoutAToken_isNotReported");
    }

    @Test
    void wrongQuestions_areCaught() {
        ContractRun.assertBreaks(AnyState.class, "golden33");
        ContractRun.assertBreaks(AsksAnybody.class, "thatTheClientCannotAnswer_isNotAsked");
    }

    @Test
    void mixedEras_areCaught() {
        ContractRun.assertBreaks(Typed.class, "golden08", "doNotDisturbEachOther", "areBareObjects");
        ContractRun.assertBreaks(Pinned.class, "withALegacySessionId_isAModernOne");
        ContractRun.assertBreaks(AnySession.class, "golden38");
    }

    abstract static class Flawed extends StrictEdgeContract {
        private final EdgeFlaw flaw;

        Flawed(EdgeFlaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected McpSubject subject() {
            return new EraProxy(ModernServerContractTest.server(), null, flaw);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    abstract static class FlawedDual extends DualEdgeContract {
        private final McpSubject subject;

        FlawedDual(ReferenceServer legacy, EdgeFlaw... flaws) {
            subject = new EraProxy(ModernServerContractTest.server(), legacy, flaws);
        }

        @Override
        protected McpSubject subject() {
            return subject;
        }
    }

    static class FillsIn extends Flawed {
        FillsIn() {
            super(EdgeFlaw.FILLS_IN_HEADERS);
        }
    }

    static class MendsNames extends Flawed {
        MendsNames() {
            super(EdgeFlaw.MENDS_NAMES);
        }
    }

    static class AnyOrigin extends Flawed {
        AnyOrigin() {
            super(EdgeFlaw.TAKES_ANY_ORIGIN);
        }
    }

    static class Sessions extends Flawed {
        Sessions() {
            super(EdgeFlaw.GIVES_SESSIONS);
        }
    }

    static class Only200 extends Flawed {
        Only200() {
            super(EdgeFlaw.ANSWERS_EVERYTHING_BY_200);
        }
    }

    static class IdNull extends Flawed {
        IdNull() {
            super(EdgeFlaw.SAYS_ID_NULL);
        }
    }

    static class NoHints extends Flawed {
        NoHints() {
            super(EdgeFlaw.FORGETS_HINTS);
        }
    }

    static class NoEmptyCursor extends Flawed {
        NoEmptyCursor() {
            super(EdgeFlaw.TAKES_EMPTY_CURSORS_FOR_NONE);
        }
    }

    static class Unstoppable extends Flawed {
        Unstoppable() {
            super(EdgeFlaw.LETS_CALLS_GO_ON);
        }
    }

    static class Chatty extends Flawed {
        Chatty() {
            super(EdgeFlaw.LOGS_UNASKED);
        }
    }

    static class TextIds extends Flawed {
        TextIds() {
            super(EdgeFlaw.TURNS_SUBSCRIPTIONS_INTO_TEXT);
        }
    }

    static class Eager extends Flawed {
        Eager() {
            super(EdgeFlaw.REPORTS_PROGRESS_TO_ALL);
        }
    }

    static class AnyState extends Flawed {
        AnyState() {
            super(EdgeFlaw.MENDS_STATES);
        }
    }

    static class AsksAnybody extends Flawed {
        AsksAnybody() {
            super(EdgeFlaw.ASKS_ANYBODY);
        }
    }

    static class Typed extends FlawedDual {
        Typed() {
            super(new ReferenceServer(), EdgeFlaw.ADDS_RESULT_TYPES);
        }
    }

    static class Pinned extends FlawedDual {
        Pinned() {
            super(new ReferenceServer(), EdgeFlaw.STAYS_LEGACY);
        }
    }

    static class AnySession extends FlawedDual {
        AnySession() {
            super(new ReferenceServer(Flaw.TAKES_ANY_SESSION));
        }
    }
}
