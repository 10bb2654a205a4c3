package dev.trestle.mcp.http.channel;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made. Backends that connect alike, and have the same {@code idleTimeout}, share one client with its threads
 * and connections.
 *
 * @param connectTimeout how long making a connection may take, TLS included
 * @param maxConnections how many connections to one server may be open at once
 * @param proxy the HTTP proxy to go through, or null for none; the system's settings are not looked at
 * @param tls whom to trust and as whom to come, or null for what this JVM does by default
 */
public record ConnectOptions(
        Duration connectTimeout,
        int maxConnections,
        @Nullable URI proxy,
        @Nullable SSLContext tls) {

    /** 10 s, 4,096 connections, directly, the JVM's trust. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(Duration.ofSeconds(10), 4096, null, null);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public ConnectOptions {
        Checks.positive("connectTimeout", connectTimeout);
        Checks.atLeast("maxConnections", maxConnections, 1);
        if (proxy != null && !isAddress(proxy)) {
            throw new IllegalArgumentException("proxy must look like http://host:port");
        }
    }

    private static boolean isAddress(URI proxy) {
        return "http".equals(proxy.getScheme())
                && proxy.getHost() != null
                && proxy.getPort() > 0
                && proxy.getRawUserInfo() == null;
    }
}
