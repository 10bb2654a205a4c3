package dev.trestle.mcp.testkit.assertions;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.testkit.client.RawReply;
import org.jspecify.annotations.Nullable;

/** The entry to the assertions; import {@code assertThat} statically, next to AssertJ's own. */
public final class McpAssertions {

    private McpAssertions() {}

    /**
     * Begins an assertion on a reply.
     *
     * @param actual the reply
     * @return to be continued
     */
    public static McpReplyAssert assertThat(@Nullable McpReply actual) {
        return new McpReplyAssert(actual);
    }

    /**
     * Begins an assertion on an HTTP answer.
     *
     * @param actual the answer
     * @return to be continued
     */
    public static RawReplyAssert assertThat(@Nullable RawReply actual) {
        return new RawReplyAssert(actual);
    }
}
