package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.report.Results.Place;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that has bounds.
 *
 * @param title what it is
 * @param figures which figures tell of it, by measurement and name
 */
record Work(String title, Pattern figures) {

    /** All that bounds were set for before anything was measured. */
    static final List<Work> ALL = List.of(
            of("A server that is a child process", "stdio/.*"),
            of("A tool in the gateway's own process", "in-process/.*"),
            of("A call of 2026-07-28, against one of the versions before", "modern/.*"),
            of("Lists, against calls", "lists?/.*"),
            of("A server somewhere else", "remote/.*"),
            of("Interceptors, against none", "pipeline/.*"),
            of("Idle sessions", "sessions/.*"),
            of("Idle streams", "streams/.*"),
            of("One change told to many streams", "fan-out/.*"),
            of("A child for each session", "children/.*"),
            of("Memory allocated by a call", "allocation/.*"),
            of("Start", "start.*/.*"),
            of("A small heap", "small-heap/.*"),
            of("Large payloads", "payloads/.*"),
            of("How cost grows", "growth/.*"),
            of("Right answers under load", "correctness/.*"));

    private static Work of(String title, String figures) {
        return new Work(title, Pattern.compile(figures));
    }

    boolean has(Place place) {
        return figures.matcher(place.toString()).matches();
    }
}
