package dev.trestle.mcp.http.client;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.http.channel.Breaker;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.SharedClients;
import dev.trestle.mcp.http.link.SessionLink;
import dev.trestle.mcp.http.link.SseLink;
import dev.trestle.mcp.http.link.StatelessLink;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.MessageLink;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens links to one server. */
final class RemoteLinks implements ServerLinks {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteBackend.class);

    private final RemoteOptions options;
    private final BackendContext context;
    private final Breaker breaker;

    RemoteLinks(RemoteOptions options, BackendContext context, Breaker breaker) {
        this.options = options;
        this.context = context;
        this.breaker = breaker;
    }

    /** A link for a session of the legacy era, in the transport that was asked for. */
    @Override
    public CompletionStage<MessageLink> legacy() {
        return started(() -> switch (options.transport()) {
            case STREAMABLE -> session(SessionLink.Fallback.NONE);
            case SSE -> sse(channel());
            case AUTO -> AutoLink.over(this, channel());
        });
    }

    @Override
    public CompletionStage<MessageLink> modern() {
        return started(() -> new StatelessLink(context.name(), channel(), options.http(), Modern.VERSION));
    }

    /** A URL that does not answer is down. */
    @Override
    public boolean silenceIsLegacy() {
        return false;
    }

    private CompletionStage<MessageLink> started(Callable<MessageLink> start) {
        CompletableFuture<MessageLink> started = new CompletableFuture<>();
        try {
            // The client may have to be started first, which may block.
            context.handlerExecutor().execute(() -> start(start, started));
        } catch (RejectedExecutionException e) {
            started.completeExceptionally(new McpException(TrestleError.BUSY.failure("Cannot connect to backend '"
                    + context.name() + "': too many blocking tasks are running; the limit is maxBlockingHandlers")));
        }
        return started;
    }

    private void start(Callable<MessageLink> start, CompletableFuture<MessageLink> started) {
        try {
            started.complete(start.call());
        } catch (Exception | OutOfMemoryError e) {
            LOG.error("Backend '{}' could not be connected to", context.name(), e);
            started.completeExceptionally(new McpException(TrestleError.BACKEND_UNAVAILABLE.failure(
                    "Cannot connect to backend '" + context.name() + "': this machine has no resources left for it")));
        }
    }

    SessionLink session(SessionLink.Fallback fallback) throws IOException {
        return new SessionLink(context.name(), channel(), options.http(), fallback);
    }

    SseLink sse(HttpChannel channel) {
        return new SseLink(context.name(), channel, options.http());
    }

    private HttpChannel channel() throws IOException {
        return new HttpChannel(
                new HttpChannel.Server(context.name(), options.url(), options.headers()),
                options.request(),
                breaker,
                SharedClients.lease(options.connect(), options.request()),
                context.scheduler());
    }
}
