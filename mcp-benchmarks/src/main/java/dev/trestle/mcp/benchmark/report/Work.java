package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.report.Results.Place;
import java.util.List;

/**
 * Something that has bounds.
 *
 * @param title what it is
 * @param measurement the name of what measures it
 */
record Work(String title, String measurement) {

    /** All that bounds were set for before anything was measured. */
    static final List<Work> ALL = List.of(
            new Work("A server that is a child process", "stdio"),
            new Work("A tool in the gateway's own process", "in-process"),
            new Work("A call of 2026-07-28, against one of the versions before", "modern"),
            new Work("Lists, against calls", "list"),
            new Work("A server somewhere else", "remote"),
            new Work("Interceptors, against none", "pipeline"),
            new Work("Memory allocated by a call", "allocation"),
            new Work("Idle sessions", "sessions"),
            new Work("Idle streams", "streams"),
            new Work("One change told to many streams", "fan-out"),
            new Work("A slow reader next to fast ones", "slow-reader"),
            new Work("Large payloads", "payloads"),
            new Work("A child for each session", "child"),
            new Work("Start", "start"),
            new Work("A small heap", "small-heap"),
            new Work("How cost grows", "growth"),
            new Work("Right answers under load", "correctness"));

    boolean has(Place place) {
        return place.measurement().equals(measurement);
    }
}
