package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.McpReply;
import java.util.concurrent.CompletionStage;

/** What a fake does with a request. Runs on the caller's thread, so it must not block. */
@FunctionalInterface
public interface Behaviour {

    /**
     * Answers.
     *
     * @param exchange the request
     * @return the reply; a thrown exception, or a stage that fails, becomes an error
     */
    CompletionStage<McpReply> answer(Exchange exchange);
}
