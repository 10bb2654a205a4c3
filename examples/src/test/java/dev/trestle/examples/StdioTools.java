package dev.trestle.examples;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.stdio.StdioFront;

/** The three tools as a stdio server. */
final class StdioTools {

    private StdioTools() {}

    public static void main(String[] args) {
        try (McpGateway gateway =
                McpGateway.builder().backend("shop", ThreeTools.server()).build()) {
            StdioFront.builder(gateway).standardStreams().build().run();
        }
    }
}
