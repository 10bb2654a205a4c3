package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.reference.Flaw;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract is worth something only if it catches servers that break it. */
class BrokenTransportsTest {

    @Test
    void openDoors_areCaught() {
        ContractRun.assertBreaks(AnyOrigin.class, "badOriginIs403");
        ContractRun.assertBreaks(AnyHost.class, "foreignHostIs403");
        ContractRun.assertBreaks(AnySession.class, "unknownSessionIs404", "deletedSessionIs404");
        ContractRun.assertBreaks(NoDelete.class, "deletedSessionIs404", "deleteEndsTheOpenStream");
    }

    @Test
    void carelessHeaders_areCaught() {
        ContractRun.assertBreaks(AnyVersion.class, "unsupportedVersionHeaderIs400");
        ContractRun.assertBreaks(AnyAccept.class, "acceptWithoutBothTypesIs406");
        ContractRun.assertBreaks(AnyType.class, "bodyThatIsNotDeclaredAsJsonIs415");
    }

    @Test
    void carelessMessages_areCaught() {
        ContractRun.assertBreaks(Batches.class, "batchIs400");
        ContractRun.assertBreaks(TwoInitializes.class, "secondInitializeIs400");
        ContractRun.assertBreaks(OneVersion.class, "initializeGivesTheVersionAskedFor");
        ContractRun.assertBreaks(OneId.class, "sessionIdIsVisibleAsciiAndNeverTheSame");
        ContractRun.assertBreaks(Chatty.class, "notificationIs202WithoutBody");
        ContractRun.assertBreaks(StringIds.class, "isEchoedAsItIs");
        ContractRun.assertBreaks(Statuses.class, "isInBand");
    }

    @Test
    void wrongStreams_areCaught() {
        ContractRun.assertBreaks(LateProgress.class, "progressComesOnTheCallsStreamBeforeTheResult");
        ContractRun.assertBreaks(Uncancelled.class, "endsTheCallAndTheSessionGoesOn");
        ContractRun.assertBreaks(DeafToErrors.class, "errorIsAnAnswerToo");
        ContractRun.assertBreaks(Fragile.class, "cutConnectionIsNoCancellation");
    }

    @Test
    void boundlessReading_isCaught() {
        ContractRun.assertBreaks(AnyBody.class, "longerThanTheLimitIs413");
    }

    @Test
    void lostAndDoubledEvents_areCaught() {
        ContractRun.assertBreaks(SameEventIds.class, "eventsHaveIdsThatAreNeverTheSame");
        ContractRun.assertBreaks(NoEventIds.class, "eventsHaveIdsThatAreNeverTheSame", "cutStreamGoesOnWhereItWasCut");
        ContractRun.assertBreaks(Doubling.class, "cutStreamGoesOnWhereItWasCut");
        ContractRun.assertBreaks(Losing.class, "cutStreamGoesOnWhereItWasCut");
        ContractRun.assertBreaks(Indiscreet.class, "otherStreamsAreNotReplayed");
    }

    @Test
    void wrongPriming_isCaught() {
        ContractRun.assertBreaks(Unprimed.class, "streamBeginsWithAnIdAndNoMessage");
        ContractRun.assertBreaks(PrimedForAll.class, "olderClientsGetNoEventWithoutAMessage");
    }

    @Test
    void declaredDeviation_mustFailAsDeclared() {
        ContractRun.assertKeeps(DeclaredAnyHost.class);
        ContractRun.assertBreaks(DeclaredForNothing.class, "foreignHostIs403");
        ContractRun.assertBreaks(DeclaredOtherwise.class, "foreignHostIs403");
        ContractRun.assertRefused(DeclaredMistyped.class, "no rule foreignHost");
    }

    static class DeclaredAnyHost extends AnyHost {
        @Override
        protected List<Deviation> deviations() {
            return List.of(foreignHost("expected HTTP 403 but was 400"));
        }
    }

    static class DeclaredForNothing extends Flawed {
        DeclaredForNothing() {
            super(Flaw.TAKES_ANY_ORIGIN);
        }

        @Override
        protected List<Deviation> deviations() {
            return List.of(foreignHost("expected HTTP 403 but was 400"));
        }
    }

    static class DeclaredOtherwise extends AnyHost {
        @Override
        protected List<Deviation> deviations() {
            return List.of(foreignHost("no answer at all"));
        }
    }

    static class DeclaredMistyped extends AnyHost {
        @Override
        protected List<Deviation> deviations() {
            return List.of(new Deviation("foreignHost", "", ""));
        }
    }

    private static Deviation foreignHost(String symptom) {
        return new Deviation("spec20251125_streamableHttp_foreignHostIs403", symptom, "it is told to serve any");
    }

    abstract static class Flawed extends TransportContract {
        private final Flaw flaw;

        Flawed(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected McpSubject subject() {
            return new ReferenceServer(flaw);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    static class AnyOrigin extends Flawed {
        AnyOrigin() {
            super(Flaw.TAKES_ANY_ORIGIN);
        }
    }

    static class AnyHost extends Flawed {
        AnyHost() {
            super(Flaw.TAKES_ANY_HOST);
        }
    }

    static class AnySession extends Flawed {
        AnySession() {
            super(Flaw.TAKES_ANY_SESSION);
        }
    }

    static class NoDelete extends Flawed {
        NoDelete() {
            super(Flaw.FORGETS_DELETES);
        }
    }

    static class AnyVersion extends Flawed {
        AnyVersion() {
            super(Flaw.TAKES_ANY_VERSION);
        }
    }

    static class AnyAccept extends Flawed {
        AnyAccept() {
            super(Flaw.TAKES_ANY_ACCEPT);
        }
    }

    static class AnyType extends Flawed {
        AnyType() {
            super(Flaw.TAKES_ANY_CONTENT_TYPE);
        }
    }

    static class Batches extends Flawed {
        Batches() {
            super(Flaw.TAKES_BATCHES);
        }
    }

    static class TwoInitializes extends Flawed {
        TwoInitializes() {
            super(Flaw.INITIALIZES_TWICE);
        }
    }

    static class OneVersion extends Flawed {
        OneVersion() {
            super(Flaw.KNOWS_ONE_VERSION);
        }
    }

    static class OneId extends Flawed {
        OneId() {
            super(Flaw.HAS_ONE_SESSION_ID);
        }
    }

    static class Chatty extends Flawed {
        Chatty() {
            super(Flaw.ANSWERS_NOTIFICATIONS);
        }
    }

    static class StringIds extends Flawed {
        StringIds() {
            super(Flaw.TURNS_IDS_INTO_STRINGS);
        }
    }

    static class Statuses extends Flawed {
        Statuses() {
            super(Flaw.ANSWERS_ERRORS_WITH_404);
        }
    }

    static class LateProgress extends Flawed {
        LateProgress() {
            super(Flaw.REPORTS_PROGRESS_LATE);
        }
    }

    static class Uncancelled extends Flawed {
        Uncancelled() {
            super(Flaw.ANSWERS_CANCELLED_CALLS);
        }
    }

    static class DeafToErrors extends Flawed {
        DeafToErrors() {
            super(Flaw.IGNORES_ERRORS_TO_QUESTIONS);
        }
    }

    static class Fragile extends Flawed {
        Fragile() {
            super(Flaw.ENDS_SESSIONS_ON_DISCONNECT);
        }
    }

    static class AnyBody extends Flawed {
        AnyBody() {
            super(Flaw.READS_ANY_BODY);
        }
    }

    static class SameEventIds extends Flawed {
        SameEventIds() {
            super(Flaw.NUMBERS_EVENTS_FOR_EACH_STREAM_ALONE);
        }
    }

    static class NoEventIds extends Flawed {
        NoEventIds() {
            super(Flaw.GIVES_NO_EVENT_IDS);
        }
    }

    static class Doubling extends Flawed {
        Doubling() {
            super(Flaw.REPLAYS_THE_LAST_EVENT_AGAIN);
        }
    }

    static class Losing extends Flawed {
        Losing() {
            super(Flaw.LOSES_WHAT_NOBODY_READS);
        }
    }

    static class Indiscreet extends Flawed {
        Indiscreet() {
            super(Flaw.REPLAYS_ALL_STREAMS);
        }
    }

    static class Unprimed extends Flawed {
        Unprimed() {
            super(Flaw.DOES_NOT_PRIME);
        }
    }

    static class PrimedForAll extends Flawed {
        PrimedForAll() {
            super(Flaw.PRIMES_OLD_CLIENTS);
        }
    }
}
