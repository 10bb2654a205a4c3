package dev.trestle.mcp.redact;

import java.util.Locale;

/** Redacts lines of one stream: a private key goes over many of them. Not thread-safe. */
public final class LineRedactor {

    private static final String MASK = "[REDACTED:" + PemFinder.TYPE + "]";
    private static final int MOST_LINES = 1000;

    private final Redactor redactor;
    private int left;

    /**
     * At the beginning of a stream.
     *
     * @param redactor redacts what is within one line
     */
    public LineRedactor(Redactor redactor) {
        this.redactor = redactor;
    }

    /**
     * Whether the next line is one of a private key that began before.
     *
     * @return false as long as none began
     */
    public boolean isWithinKey() {
        return left > 0;
    }

    /**
     * The next line without secrets.
     *
     * @param line without its end
     * @return the line as it may be seen
     */
    public String next(String line) {
        if (redactor.isOff()) {
            return line;
        }
        if (left > 0) {
            left = line.toLowerCase(Locale.ROOT).contains("-----end ") ? 0 : left - 1;
            return MASK;
        }
        String redacted = redactor.redact(line);
        if (redacted.endsWith(MASK) && !line.toLowerCase(Locale.ROOT).contains("-----end ") && line.contains("-----")) {
            left = MOST_LINES;
        }
        return redacted;
    }
}
