package dev.trestle.mcp.testkit.modern;

/** What an {@link EraProxy} does to messages so that the endpoint breaks a rule. */
public enum EdgeFlaw {
    FILLS_IN_HEADERS,
    MENDS_NAMES,
    TAKES_ANY_ORIGIN,
    ANSWERS_EVERYTHING_BY_200,
    GIVES_SESSIONS,
    SAYS_ID_NULL,
    FORGETS_HINTS,
    TAKES_EMPTY_CURSORS_FOR_NONE,
    LETS_CALLS_GO_ON,
    LOGS_UNASKED,
    TURNS_SUBSCRIPTIONS_INTO_TEXT,
    MENDS_STATES,
    ASKS_ANYBODY,
    REPORTS_PROGRESS_TO_ALL,
    ADDS_RESULT_TYPES,
    STAYS_LEGACY
}
