/** How long a start takes, with and without an archive of classes, and what a child process costs. */
@NullMarked
package dev.trestle.mcp.benchmark.start;

import org.jspecify.annotations.NullMarked;
