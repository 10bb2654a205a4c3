package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.InterceptorContext;
import java.util.Map;

/**
 * What a tool says of itself. A server that lies here is trusted as much as its tools are: name the tools of one that is not.
 *
 * @param readOnly whether it changes nothing
 * @param destructive whether it may destroy something
 */
record Hints(boolean readOnly, boolean destructive) {

    /** Nothing is known: the worst is assumed. */
    static final Hints UNKNOWN = new Hints(false, true);

    static Hints read(InterceptorContext context, JsonSlice tool) {
        return context.editor()
                .member(tool, "annotations")
                .map(context.decoder()::decode)
                .map(annotations -> annotations instanceof Map<?, ?> said
                        ? new Hints(
                                Boolean.TRUE.equals(said.get("readOnlyHint")),
                                !Boolean.TRUE.equals(said.get("readOnlyHint"))
                                        && !Boolean.FALSE.equals(said.get("destructiveHint")))
                        : UNKNOWN)
                .orElse(UNKNOWN);
    }
}
