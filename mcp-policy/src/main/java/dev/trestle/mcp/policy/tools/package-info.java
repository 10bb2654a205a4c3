/** The tools that a client has, as its server lists them, for policies that go by what a tool says of itself. */
@NullMarked
package dev.trestle.mcp.policy.tools;

import org.jspecify.annotations.NullMarked;
