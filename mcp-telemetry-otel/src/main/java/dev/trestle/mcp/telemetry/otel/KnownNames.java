package dev.trestle.mcp.telemetry.otel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which methods, tools and prompts there are. Anybody may invent names, and each value of an attribute of a metric costs
 * memory here and in whatever receives it; so a name counts only from the first call on that shows that there is such a
 * thing, and only as long as there are not too many. Thread-safe.
 */
final class KnownNames {

    private final int most;
    private final Set<Name> names = ConcurrentHashMap.newKeySet();

    KnownNames(int most) {
        this.most = most;
    }

    /** Whether a method may be told. */
    boolean method(String method) {
        return Conventions.METHODS.contains(method) || names.contains(new Name("", method, ""));
    }

    /** Whether the tool or prompt of a call may be told. */
    boolean target(Subject subject) {
        return names.contains(nameOf(subject));
    }

    /** A call has shown that there is such a thing. */
    void exists(Subject subject) {
        if (!method(subject.method())) {
            add(new Name("", subject.method(), ""));
        }
        if (subject.isNamed() && !target(subject)) {
            add(nameOf(subject));
        }
    }

    private static Name nameOf(Subject subject) {
        return new Name(subject.backend(), subject.method(), subject.nameOrEmpty());
    }

    private void add(Name name) {
        if (names.size() >= most) {
            return;
        }
        synchronized (this) {
            if (names.size() < most) {
                names.add(name);
            }
        }
    }

    private record Name(String backend, String method, String target) {}
}
