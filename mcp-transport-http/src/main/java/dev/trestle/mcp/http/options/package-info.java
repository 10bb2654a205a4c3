/** The options of HTTP, one record for each concern. */
@NullMarked
package dev.trestle.mcp.http.options;

import org.jspecify.annotations.NullMarked;
