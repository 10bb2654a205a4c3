package dev.trestle.mcp.stdio;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of lines that were skipped: their content at DEBUG only, and at most ten a minute, because a server that prints
 * one often prints thousands. For one thread.
 */
final class NoiseLog {

    private static final Logger LOG = LoggerFactory.getLogger(NoiseLog.class);
    private static final int PER_MINUTE = 10;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int SHOWN_BYTES = 512;

    private final String source;
    private final SecretMask mask;
    private final LongSupplier nanoTime;

    private long minuteStart;
    private int told = PER_MINUTE;

    NoiseLog(String source, SecretMask mask, LongSupplier nanoTime) {
        this.source = source;
        this.mask = mask;
        this.nanoTime = nanoTime;
        this.minuteStart = nanoTime.getAsLong() - MINUTE_NANOS;
    }

    void notAMessage(byte[] line) {
        if (!mayTell()) {
            return;
        }
        LOG.warn("{}: skipped a line of {} bytes that is no JSON-RPC message", source, line.length);
        if (LOG.isDebugEnabled()) {
            boolean cut = line.length > SHOWN_BYTES;
            String shown = new String(line, 0, Math.min(line.length, SHOWN_BYTES), StandardCharsets.UTF_8);
            LOG.debug("{}: the line was: {}", source, cut ? mask.applyToCut(shown) : mask.apply(shown));
        }
    }

    void tooLong(long bytes, int maxLine) {
        if (mayTell()) {
            LOG.warn("{}: skipped a line of {} bytes; maxLine is {}", source, bytes, maxLine);
        }
    }

    private boolean mayTell() {
        long now = nanoTime.getAsLong();
        if (now - minuteStart >= MINUTE_NANOS) {
            minuteStart = now;
            told = 0;
        }
        return told++ < PER_MINUTE;
    }
}
