package dev.trestle.mcp.http.link;

import dev.trestle.mcp.http.channel.Breaker;
import dev.trestle.mcp.http.channel.BreakerOptions;
import dev.trestle.mcp.http.channel.ChannelOptions;
import dev.trestle.mcp.http.channel.ConnectOptions;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.SecretHeaders;
import dev.trestle.mcp.http.channel.SharedClients;
import dev.trestle.mcp.testkit.TestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** Channels to servers of a test. */
final class Channels implements AutoCloseable {

    private final TestContext context = TestContext.create();

    HttpChannel to(URI url) {
        return to(url, ChannelOptions.DEFAULT);
    }

    HttpChannel to(URI url, ChannelOptions options) {
        try {
            return new HttpChannel(
                    new HttpChannel.Server("test", url, SecretHeaders.NONE),
                    options,
                    new Breaker(BreakerOptions.DEFAULT, System::nanoTime),
                    SharedClients.lease(ConnectOptions.DEFAULT, options),
                    context.context().scheduler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
