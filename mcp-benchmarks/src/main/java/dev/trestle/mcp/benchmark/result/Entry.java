package dev.trestle.mcp.benchmark.result;

import java.time.Instant;

/**
 * One measurement of a run, with where it comes from: a run of only some measurements replaces only their entries.
 *
 * @param name the measurement's name
 * @param date when it was measured
 * @param commit of which commit; with {@code +} after it if the work tree had changes
 * @param command what reproduces it
 * @param outcome what came out
 */
public record Entry(String name, Instant date, String commit, String command, Outcome outcome) {}
