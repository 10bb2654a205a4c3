package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.spi.MessageLink;
import java.util.concurrent.CompletionStage;

/** Makes links to one server: processes, or connections to a URL. Thread-safe; nothing blocks, nothing throws. */
public interface ServerLinks {

    /**
     * A link for one session of the legacy era.
     *
     * @return a link that is not opened; fails with {@link dev.trestle.mcp.call.McpException}
     */
    CompletionStage<? extends MessageLink> legacy();

    /**
     * A link for messages of 2026-07-28.
     *
     * @return a link that is not opened; fails with {@link dev.trestle.mcp.call.McpException}
     */
    CompletionStage<? extends MessageLink> modern();

    /**
     * Whether a server that does not answer {@code server/discover}, or ends because of it, may be one of the legacy era that
     * does not know what to say before it is initialized. That is so of processes; a URL that does not answer is just down.
     *
     * @return true if silence is an answer
     */
    boolean silenceIsLegacy();
}
