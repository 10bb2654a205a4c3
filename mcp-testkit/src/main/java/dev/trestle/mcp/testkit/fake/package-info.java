/** Backends and servers made of lambdas, well behaved or broken on purpose. */
@NullMarked
package dev.trestle.mcp.testkit.fake;

import org.jspecify.annotations.NullMarked;
