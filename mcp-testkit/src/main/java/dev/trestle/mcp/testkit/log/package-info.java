/** What was logged while a test ran, and whether a secret is in it. */
@NullMarked
package dev.trestle.mcp.testkit.log;

import org.jspecify.annotations.NullMarked;
