package dev.trestle.mcp.testkit.fake;

import java.time.Duration;

/** Ways in which a backend or a server does what it may not. */
public sealed interface Misbehaviour {

    /** What a {@link FakeBackend} can do wrong. */
    sealed interface OfBackend extends Misbehaviour {}

    /** What a {@link ScriptedServer} can do wrong. */
    sealed interface OfServer extends Misbehaviour {}

    /** Never answers, not even when cancelled. */
    record Stalls() implements OfBackend, OfServer {}

    /** Ends in the middle of the call: a backend's session, a server's link. */
    record DiesMidCall() implements OfBackend, OfServer {}

    /** Says what it has to say and ends instead of replying. */
    record DiesMidStream() implements OfBackend, OfServer {}

    /**
     * Replies, but late. A {@link FakeBackend} has to be attached to a context, whose scheduler tells when.
     *
     * @param by by how much
     */
    record AnswersLate(Duration by) implements OfBackend, OfServer {}

    /**
     * Keeps replies back, and gives them the last one first.
     *
     * @param replies how many are kept back before all of them are given
     */
    record AnswersInReverse(int replies) implements OfBackend, OfServer {}

    /**
     * Replies to everything with an error.
     *
     * @param code its code
     * @param message its message
     */
    record FailsEverything(int code, String message) implements OfBackend, OfServer {}

    /** Says one more thing after its reply. */
    record SpeaksAfterReply() implements OfBackend, OfServer {}

    /** Throws out of {@code call}. */
    record Throws() implements OfBackend {}

    /** Gives a stage that fails. */
    record CompletesExceptionally() implements OfBackend {}

    /** Calls the observer on two threads at once. */
    record SpeaksOnTwoThreads() implements OfBackend {}

    /** Sends its reply twice. */
    record AnswersTwice() implements OfServer {}

    /** Sends a reply to a request that nobody made, before the right one. */
    record AnswersUnknownId() implements OfServer {}

    /** Sends the reply under the same id as a string, before the right one. */
    record AnswersWithIdAsString() implements OfServer {}

    /** Sends the first half of its reply as if that were all of it. */
    record AnswersHalf() implements OfServer {}

    /** Writes a line that is no JSON before its reply. */
    record WritesGarbage() implements OfServer {}

    /**
     * Sends a very long result.
     *
     * @param bytes how long at least
     */
    record WritesHugeLine(int bytes) implements OfServer {}

    /** Answers with a reply that has neither result nor error, then with the right one. */
    record AnswersWithNothing() implements OfServer {}
}
