package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.testkit.json.Json;

/** The names of the envelope of 2026-07-28. */
final class Meta {

    static final String PREFIX = "io.modelcontextprotocol/";
    static final String VERSION = "protocolVersion";
    static final String CAPABILITIES = "clientCapabilities";
    static final String CLIENT = "clientInfo";
    static final String LEVEL = "logLevel";
    static final String SERVER = "serverInfo";
    static final String SUBSCRIPTION = "subscriptionId";

    private Meta() {}

    /** A member of a request's envelope. */
    static Json of(Json message, String name) {
        return message.at("/params/_meta/io.modelcontextprotocol~1" + name);
    }
}
