package dev.trestle.mcp.telemetry.line;

/**
 * What became of lines. At every moment {@code written + dropped + buffered = emitted}.
 *
 * @param emitted said so far
 * @param written handed to the operating system
 * @param dropped lost, because there was no room for them or no time left at the end
 * @param buffered still to be written
 */
public record LineCounts(long emitted, long written, long dropped, long buffered) {}
