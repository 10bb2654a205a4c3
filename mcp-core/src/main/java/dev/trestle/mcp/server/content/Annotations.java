package dev.trestle.mcp.server.content;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hints on a resource or a block of content.
 *
 * @param audience for whom it is; empty says nothing
 * @param priority from 0, may be left out, to 1, must not; or null
 * @param lastModified when it last changed, or null; not told to clients before 2025-06-18
 */
public record Annotations(
        List<Role> audience,
        @Nullable Double priority,
        @Nullable Instant lastModified) {

    /** Nothing said. */
    public static final Annotations NONE = new Annotations(List.of(), null, null);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the priority is not from 0 to 1
     */
    public Annotations {
        audience = List.copyOf(audience);
        if (priority != null && !(priority >= 0 && priority <= 1)) {
            throw new IllegalArgumentException("priority is from 0 to 1, not " + priority);
        }
    }

    /**
     * The same with an audience.
     *
     * @param roles for whom
     * @return a copy
     */
    public Annotations withAudience(Role... roles) {
        return new Annotations(List.of(roles), priority, lastModified);
    }

    /**
     * The same with a priority.
     *
     * @param value from 0 to 1
     * @return a copy
     */
    public Annotations withPriority(double value) {
        return new Annotations(audience, value, lastModified);
    }

    /**
     * The same with a time of change.
     *
     * @param when when it last changed
     * @return a copy
     */
    public Annotations withLastModified(Instant when) {
        return new Annotations(audience, priority, when);
    }
}
