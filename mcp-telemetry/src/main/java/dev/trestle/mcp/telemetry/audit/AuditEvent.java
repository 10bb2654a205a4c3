package dev.trestle.mcp.telemetry.audit;

import dev.trestle.mcp.telemetry.event.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be remembered. Whoever makes one answers for there being no secret in it; texts are cut to 256
 * characters. Immutable.
 *
 * @param type what happened, in lower case with underscores: the code of a refusal, {@code tool_failure},
 *     {@code session_opened} and so on
 * @param principal who did it, or null if nobody did
 * @param session the session's name inside the gateway, or null
 * @param backend the server that it was about, or null
 * @param target the tool, prompt or resource that it was about, or null
 * @param details more, in order; 16 at most
 */
public record AuditEvent(
        String type,
        @Nullable String principal,
        @Nullable String session,
        @Nullable String backend,
        @Nullable String target,
        Map<String, String> details) {

    /** How many details an event may have. */
    public static final int MOST_DETAILS = 16;

    /**
     * Cuts what is too long.
     *
     * @throws IllegalArgumentException if there are more than 16 details
     */
    public AuditEvent {
        Objects.requireNonNull(type, "type is null");
        if (details.size() > MOST_DETAILS) {
            throw new IllegalArgumentException("an event has at most " + MOST_DETAILS + " details");
        }
        type = Target.bounded(type);
        principal = bounded(principal);
        session = bounded(session);
        backend = bounded(backend);
        target = bounded(target);
        Map<String, String> cut = new LinkedHashMap<>();
        details.forEach((name, value) -> cut.put(Target.bounded(name), Target.bounded(value)));
        details = Collections.unmodifiableMap(cut);
    }

    /**
     * An event of one principal.
     *
     * @param type what happened
     * @param principal who did it
     * @param target what it was about, or null
     * @param details more
     */
    public AuditEvent(String type, String principal, @Nullable String target, Map<String, String> details) {
        this(type, principal, null, null, target, details);
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null ? null : Target.bounded(text);
    }
}
