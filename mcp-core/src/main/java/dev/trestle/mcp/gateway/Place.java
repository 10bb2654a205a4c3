package dev.trestle.mcp.gateway;

/** The places of the pipeline, in the order in which a call passes them. */
public enum Place {
    /** Nothing thrown below reaches the client as it is. */
    BACKSTOP,
    /** Sees refusals too. */
    TELEMETRY,
    /** What cannot be judged by its name gets to nobody who judges by names. */
    NAMES,
    /** Nothing is spent on a call that is one too many. */
    CAPACITY,
    /** Timeout and cancellation for everything below. */
    DEADLINE,
    /** May this principal use this method at all. */
    AUTHORIZATION,
    /** Users' interceptors that see what the client sees. */
    OUTER,
    /** Before anything costly. */
    RATE_LIMIT,
    /** Nobody learns of what he may not use. */
    ACCESS,
    /** After access, so that nobody learns a schema that he may not see; before people are asked. */
    VALIDATION,
    /** People are asked about valid calls only. */
    APPROVAL,
    /** On the way to the backend, and on everything that comes back. */
    REDACTION,
    /** Below redaction and access, so that what is stored is filtered for each reader. */
    CACHING,
    /** Users' interceptors that see what the backend sees. */
    INNER
}
