package dev.trestle.mcp.testkit.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a {@link MisbehavingServer} can be told to do wrong. Where nothing else is said it does so in every
 * {@code tools/call}. Some do nothing that a client may mind; it has to show that it does not.
 */
public enum Fault {
    /** Begins to read a second late. */
    SLOW_START,
    /** Sends a log message, a question and noise before it is initialized. */
    SPEAKS_FIRST,
    /** Puts a byte order mark before the first line. */
    BYTE_ORDER_MARK,
    /** Ends every line with CR and LF. */
    CRLF,
    /** Writes 4 MiB to stderr before each reply and after it. */
    FLOODS_STDERR,
    /** Writes replies byte by byte. */
    DRIBBLES,

    /** Does not reply. */
    NEVER_ANSWERS,
    /** Keeps two replies back and gives the second one first. */
    ANSWERS_IN_REVERSE,
    /** Sends each reply twice. */
    ANSWERS_TWICE,
    /** Replies to requests that nobody made, then to the right one. */
    ANSWERS_UNKNOWN_IDS,
    /** Sends the reply under the id as a string, then under the right one. */
    ANSWERS_WITH_ID_AS_STRING,
    /** Sends a message with neither result nor error, then the right one. */
    ANSWERS_WITH_NOTHING,
    /** Reports progress after its reply. */
    SPEAKS_AFTER_REPLY,
    /** Sends the first half of its reply as a line, and nothing more. */
    ANSWERS_HALF,
    /** Writes a line that is no JSON before its reply. */
    WRITES_GARBAGE,
    /** Replies with a line of 17 MiB. */
    WRITES_HUGE_LINE,
    /** Replies with bytes that are no UTF-8. */
    WRITES_INVALID_UTF8,
    /** Asks five questions before it replies, one of them unknown, and tells how they were answered. */
    ASKS_FIRST,

    /** Closes its stdout, and lives on. */
    CLOSES_STDOUT,
    /** Reads no more, so that the pipe to it fills up. */
    STOPS_READING,
    /** Ends with exit code 0 instead of replying. */
    EXITS_0,
    /** Ends with exit code 1 instead of replying. */
    EXITS_1,
    /** Ends with exit code 137, as if killed, instead of replying. */
    EXITS_137,
    /** Ends in the middle of the line of its reply. */
    EXITS_IN_MID_LINE,

    /** Lives on after the end of its stdin, and when asked by SIGTERM to end. */
    IGNORES_TERM,
    /** Starts two processes at its own start, which hold its streams and do not end by themselves. */
    FORKS;

    /**
     * The switch's value on the command line.
     *
     * @return such as {@code slow-start}
     */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fault of(String option) {
        return Arrays.stream(values())
                .filter(fault -> fault.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault \"" + option + "\"; there are "
                        + Arrays.stream(values()).map(Fault::option).collect(Collectors.joining(", "))));
    }
}
