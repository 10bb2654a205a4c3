package dev.trestle.mcp.http.client;

import dev.trestle.mcp.http.channel.Breaker;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.SharedClients;
import dev.trestle.mcp.http.link.SessionLink;
import dev.trestle.mcp.http.link.SseLink;
import dev.trestle.mcp.http.link.StatelessLink;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.MessageLink;
import java.io.IOException;

/** Opens links to one server. Its methods may block, while the HTTP client starts. */
final class RemoteLinks {

    private final RemoteOptions options;
    private final BackendContext context;
    private final Breaker breaker;

    RemoteLinks(RemoteOptions options, BackendContext context, Breaker breaker) {
        this.options = options;
        this.context = context;
        this.breaker = breaker;
    }

    BackendContext context() {
        return context;
    }

    /** A link for a session of the legacy era, in the transport that was asked for. */
    MessageLink legacy() throws IOException {
        return switch (options.transport()) {
            case STREAMABLE -> session(SessionLink.Fallback.NONE);
            case SSE -> sse(channel());
            case AUTO -> AutoLink.over(this, channel());
        };
    }

    SessionLink session(SessionLink.Fallback fallback) throws IOException {
        return new SessionLink(context.name(), channel(), options.http(), fallback);
    }

    SseLink sse(HttpChannel channel) {
        return new SseLink(context.name(), channel, options.http());
    }

    /** A link to a server of 2026-07-28. */
    StatelessLink stateless(String version) throws IOException {
        return new StatelessLink(context.name(), channel(), options.http(), version);
    }

    private HttpChannel channel() throws IOException {
        return new HttpChannel(
                new HttpChannel.Server(context.name(), options.url(), options.headers()),
                options.request(),
                breaker,
                SharedClients.lease(options.connect()),
                context.scheduler());
    }
}
