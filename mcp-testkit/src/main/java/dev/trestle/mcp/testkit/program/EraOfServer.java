package dev.trestle.mcp.testkit.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an {@link EraServer} speaks, and how one of the legacy era takes a question before it is initialized. */
public enum EraOfServer {
    /** 2026-07-28 and nothing else. */
    MODERN,
    /** The versions before, and {@code -32601} to {@code server/discover}. */
    LEGACY,
    /** Both; {@code initialize} decides for the legacy era, a request with an envelope for the modern. */
    DUAL,
    /** 2026-07-28 in kind, but in a version of which nobody has heard. */
    FUTURE,
    /** Legacy; ends with exit code 1 when it is asked anything before {@code initialize}. */
    LEGACY_THAT_EXITS,
    /** Legacy; does not answer anything before {@code initialize}. */
    LEGACY_THAT_IS_SILENT,
    /** Legacy; answers {@code -32602} to anything before {@code initialize}. */
    LEGACY_WITH_INVALID_PARAMS,
    /** Legacy; answers {@code -32000} to anything before {@code initialize}. */
    LEGACY_WITH_SERVER_ERROR;

    /**
     * The switch's value on the command line.
     *
     * @return such as {@code legacy-that-exits}
     */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static EraOfServer of(String option) {
        return Arrays.stream(values())
                .filter(era -> era.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no era \"" + option + "\"; there are "
                        + Arrays.stream(values()).map(EraOfServer::option).collect(Collectors.joining(", "))));
    }
}
