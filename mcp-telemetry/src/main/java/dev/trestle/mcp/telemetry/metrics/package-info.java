/** Numbers of a gateway, in the text that Prometheus reads. */
@NullMarked
package dev.trestle.mcp.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
