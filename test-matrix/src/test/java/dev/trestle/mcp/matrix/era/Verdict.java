package dev.trestle.mcp.matrix.era;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** What the user of a scenario is to see, cell by cell: the one outcome, or a limit that has a number and its own words. */
final class Verdict {

    /** An outcome; limit 0 is none. */
    record Outcome(String seen, int limit) {}

    private record Deviation(BiPredicate<ClientKind, BackendKind> where, Outcome outcome) {}

    private final Outcome usual;
    private final List<Deviation> exceptions = new ArrayList<>();

    private Verdict(Outcome usual) {
        this.usual = usual;
    }

    static Verdict works(String seen) {
        return new Verdict(new Outcome(seen, 0));
    }

    /** The first exception that fits counts. */
    Verdict limit(int number, String seen, BiPredicate<ClientKind, BackendKind> where) {
        exceptions.add(new Deviation(where, new Outcome(seen, number)));
        return this;
    }

    Outcome of(ClientKind client, BackendKind backend) {
        return exceptions.stream()
                .filter(exception -> exception.where().test(client, backend))
                .findFirst()
                .map(Deviation::outcome)
                .orElse(usual);
    }
}
