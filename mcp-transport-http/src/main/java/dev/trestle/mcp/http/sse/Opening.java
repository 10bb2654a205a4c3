package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpReply.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What waits until it is known whether something could be opened; it goes on in the order in which it came. Thread-safe. */
final class Opening {

    private List<Consumer<Optional<Failure>>> waiting = new ArrayList<>();
    private Optional<Failure> outcome = Optional.empty();
    private boolean settled;

    /** Does something once it is known why it could not be opened, or that it could. */
    void then(Consumer<Optional<Failure>> action) {
        Optional<Failure> known;
        synchronized (this) {
            if (!settled) {
                waiting.add(action);
                return;
            }
            known = outcome;
        }
        action.accept(known);
    }

    /** It is known. */
    void settle(Optional<Failure> how) {
        for (List<Consumer<Optional<Failure>>> next = take(how); !next.isEmpty(); next = take(how)) {
            next.forEach(action -> action.accept(how));
        }
    }

    /** Whoever comes while the first go on still waits behind them. */
    private synchronized List<Consumer<Optional<Failure>>> take(Optional<Failure> how) {
        List<Consumer<Optional<Failure>>> next = waiting;
        waiting = new ArrayList<>();
        if (next.isEmpty()) {
            outcome = how;
            settled = true;
        }
        return next;
    }
}
