package dev.trestle.mcp.http.options;

/**
 * Where clients may expect other answers than the specification's. The defaults are the specification's.
 *
 * @param tolerant whether a request without {@code Mcp-Session-Id} opens a session instead of being refused
 * @param unknownSessionStatus the status for a session that does not exist, 404 or 400
 * @param deleteUnknownStatus the status for DELETE of one, 404 or 204
 * @param clientChosenSessionIds whether {@code initialize} may name a session: one that exists is joined, another is
 *     opened under that name; otherwise it is refused
 * @param lenientHeaders whether {@code Accept} and {@code Content-Type} may be anything; events are then sent only to
 *     clients that name {@code text/event-stream}
 * @param inBandStatus whether errors of ours behind the session gate have an HTTP status of their own, such as 409 for a
 *     duplicate id, instead of 200
 * @param timeoutCode the JSON-RPC code of a timeout, -32603 or -32000
 * @param sessionHeaderAlways whether every answer in a session names it, not just that to {@code initialize}
 */
public record CompatibilityOptions(
        boolean tolerant,
        int unknownSessionStatus,
        int deleteUnknownStatus,
        boolean clientChosenSessionIds,
        boolean lenientHeaders,
        boolean inBandStatus,
        int timeoutCode,
        boolean sessionHeaderAlways) {

    static final CompatibilityOptions SPECIFICATION =
            new CompatibilityOptions(false, 404, 404, false, false, false, -32603, false);
    static final CompatibilityOptions PHASE1 =
            new CompatibilityOptions(false, 400, 204, true, true, true, -32000, true);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public CompatibilityOptions {
        Range.either("unknownSessionStatus", unknownSessionStatus, 404, 400);
        Range.either("deleteUnknownStatus", deleteUnknownStatus, 404, 204);
        Range.either("timeoutCode", timeoutCode, -32603, -32000);
    }
}
