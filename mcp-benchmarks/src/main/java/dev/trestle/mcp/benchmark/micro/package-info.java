/** What single parts cost, measured by JMH. */
@NullMarked
package dev.trestle.mcp.benchmark.micro;

import org.jspecify.annotations.NullMarked;
