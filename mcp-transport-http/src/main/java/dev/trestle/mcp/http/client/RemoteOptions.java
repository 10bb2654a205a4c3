package dev.trestle.mcp.http.client;

import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.http.channel.ChannelOptions;
import dev.trestle.mcp.http.channel.ConnectOptions;
import dev.trestle.mcp.http.channel.Problems;
import dev.trestle.mcp.http.channel.SecretHeaders;
import dev.trestle.mcp.http.link.HttpLinkOptions;
import java.net.URI;

/**
 * What is known of a remote server.
 *
 * @param url where it is
 * @param headers what is sent with every request
 * @param transport how it speaks HTTP
 * @param connect how to connect
 * @param request the bounds of a request
 * @param http the bounds of a link
 * @param link the bounds of what goes over a link
 */
record RemoteOptions(
        URI url,
        SecretHeaders headers,
        RemoteTransport transport,
        ConnectOptions connect,
        ChannelOptions request,
        HttpLinkOptions http,
        LinkLimits link) {

    RemoteOptions {
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a url must begin with http:// or https://");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "a url must have a host, and neither credentials (put them into headers) nor a fragment");
        }
    }

    @Override
    public String toString() {
        return Problems.shown(url) + ", headers " + headers + ", " + transport + ", " + connect + ", " + request + ", "
                + http + ", " + link;
    }
}
