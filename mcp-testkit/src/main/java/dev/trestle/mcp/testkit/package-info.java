/** Fakes and recorders for tests of backends, interceptors, links and gateways, and the clock to run them by. */
@NullMarked
package dev.trestle.mcp.testkit;

import org.jspecify.annotations.NullMarked;
