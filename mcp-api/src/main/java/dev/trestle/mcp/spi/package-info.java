/** The seams: backends, interceptors, links, listeners and authenticators. */
@NullMarked
package dev.trestle.mcp.spi;

import org.jspecify.annotations.NullMarked;
