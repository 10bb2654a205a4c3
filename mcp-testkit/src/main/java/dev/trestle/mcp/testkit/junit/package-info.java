/** The kit as an extension of JUnit. */
@NullMarked
package dev.trestle.mcp.testkit.junit;

import org.jspecify.annotations.NullMarked;
