package dev.trestle.mcp.telemetry.audit;

import java.time.Instant;

/**
 * More events of a type than usual.
 *
 * @param type their type
 * @param scope {@code principal} or {@code target}: of whom, or about what, they are
 * @param key which one
 * @param count how many there were within the window; counted up to twice the threshold and one
 * @param threshold how many there may be
 * @param at when it was found
 */
public record Anomaly(String type, String scope, String key, int count, int threshold, Instant at) {}
