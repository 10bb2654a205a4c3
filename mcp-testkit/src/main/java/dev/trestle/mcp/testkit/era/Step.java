package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes next in a {@link Script}. */
public sealed interface Step {

    /**
     * Something has to be known first.
     *
     * @param questions by key; none means that the client shall simply come again
     */
    record Ask(Map<String, Question> questions) implements Step {}

    /**
     * The end.
     *
     * @param result as servers before 2026-07-28 give it
     */
    record Done(JsonSlice result) implements Step {}

    /**
     * Something to ask.
     *
     * @param method a request that servers make
     * @param params a JSON object, or null for none
     * @param needs the capabilities without which it may not be asked, a JSON object of one member with one member at most
     */
    record Question(String method, @Nullable String params, String needs) {}
}
