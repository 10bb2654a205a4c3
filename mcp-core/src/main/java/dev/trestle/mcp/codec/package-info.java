/**
 * Bytes to messages and back: the JSON-RPC envelope is checked and taken apart, the payload stays a slice of the bytes
 * that came in. The only package that knows the JSON library; none of its types shows outside.
 */
@NullMarked
package dev.trestle.mcp.codec;

import org.jspecify.annotations.NullMarked;
