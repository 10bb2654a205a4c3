package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.options.SseOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many streams a view may have, and which of them. Thread-safe. */
final class Connections {

    private final SseOptions options;
    private final int maxInAll;
    private final Map<String, Set<SseConnection>> open = new HashMap<>();
    private int all;

    Connections(SseOptions options, int maxInAll) {
        this.options = options;
        this.maxInAll = maxInAll;
    }

    /** Whether a stream may be opened. */
    enum Admission {
        /** It may; it counts until its connection is gone. */
        ADMITTED,
        /** The view has as many as it may. */
        VIEW_IS_TAKEN,
        /** There are as many as may be in all. */
        FULL
    }

    /** Admits a stream, if it may be opened, and ends those whose place it takes. */
    Admission admit(String view, SseConnection connection) {
        List<SseConnection> replaced = new ArrayList<>(1);
        synchronized (this) {
            Set<SseConnection> ofView = open.computeIfAbsent(view, none -> new LinkedHashSet<>());
            Admission admission = judge(ofView);
            if (admission != Admission.ADMITTED) {
                return admission;
            }
            if (options.connections() == SseOptions.Connections.SINGLE_REPLACE) {
                replaced.addAll(ofView);
                all -= ofView.size();
                ofView.clear();
            }
            ofView.add(connection);
            all++;
        }
        connection.whenGone(() -> release(view, connection));
        replaced.forEach(SseConnection::replace);
        return Admission.ADMITTED;
    }

    private Admission judge(Set<SseConnection> ofView) {
        boolean replaces = options.connections() == SseOptions.Connections.SINGLE_REPLACE && !ofView.isEmpty();
        boolean taken = switch (options.connections()) {
            case MULTI, SINGLE_REPLACE -> false;
            case SINGLE_REJECT -> !ofView.isEmpty();
            case MAX_N -> ofView.size() >= options.maxConnections();
        };
        if (taken) {
            return Admission.VIEW_IS_TAKEN;
        }
        return all >= maxInAll && !replaces ? Admission.FULL : Admission.ADMITTED;
    }

    private synchronized void release(String view, SseConnection connection) {
        Set<SseConnection> ofView = open.get(view);
        if (ofView != null && ofView.remove(connection)) {
            all--;
            if (ofView.isEmpty()) {
                open.remove(view);
            }
        }
    }

    /** How many streams are open. */
    synchronized int size() {
        return all;
    }
}
