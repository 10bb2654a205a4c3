package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.json.JsonSlice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server can ask a client, by the capability that the client needs to be asked. */
public enum AskKind {
    /** A form for the user. */
    FORM("elicitation", "form"),
    /** A link for the user to open. */
    LINK("elicitation", "url"),
    /** A question to the client's model. */
    SAMPLING("sampling", null),
    /** A question to the client's model that offers it tools. */
    SAMPLING_TOOLS("sampling", "tools"),
    /** The client's roots. */
    ROOTS("roots", null);

    private final String capability;
    private final @Nullable String mode;

    AskKind(String capability, @Nullable String mode) {
        this.capability = capability;
        this.mode = mode;
    }

    /**
     * What a question is.
     *
     * @param method its method
     * @param params its params or null
     * @return empty if it is none that 2026-07-28 has a form for
     */
    public static Optional<AskKind> of(String method, @Nullable JsonSlice params) {
        return switch (method) {
            case "elicitation/create" -> Optional.of("url".equals(Slices.text(params, "mode")) ? LINK : FORM);
            case "sampling/createMessage" ->
                Optional.of(
                        Slices.member(params, "tools") == null && Slices.member(params, "toolChoice") == null
                                ? SAMPLING
                                : SAMPLING_TOOLS);
            case "roots/list" -> Optional.of(ROOTS);
            default -> Optional.empty();
        };
    }

    /** The member of a capabilities object. */
    String capability() {
        return capability;
    }

    /** The member within that, or null if there is none. */
    @Nullable String mode() {
        return mode;
    }

    /** Its name for people. */
    String words() {
        return mode == null ? capability : capability + "." + mode;
    }
}
