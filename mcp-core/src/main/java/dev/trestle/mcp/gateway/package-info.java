/** Where everything comes together: the gateway, its pipeline, its life. */
@NullMarked
package dev.trestle.mcp.gateway;

import org.jspecify.annotations.NullMarked;
