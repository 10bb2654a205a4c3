package dev.trestle.mcp.matrix.era;

/** A client in front of a server. */
record Cell(ClientKind client, BackendKind backend) {}
