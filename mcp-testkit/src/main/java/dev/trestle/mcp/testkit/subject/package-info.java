/** What is tested: a server somewhere that can be started, looked into and stopped. */
@NullMarked
package dev.trestle.mcp.testkit.subject;

import org.jspecify.annotations.NullMarked;
