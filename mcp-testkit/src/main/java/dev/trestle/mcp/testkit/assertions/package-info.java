/** AssertJ assertions on answers. */
@NullMarked
package dev.trestle.mcp.testkit.assertions;

import org.jspecify.annotations.NullMarked;
