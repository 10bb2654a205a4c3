/** JSON-RPC 2.0 messages as records over slices. */
@NullMarked
package dev.trestle.mcp.jsonrpc;

import org.jspecify.annotations.NullMarked;
