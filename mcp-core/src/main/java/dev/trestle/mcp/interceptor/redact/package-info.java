/** Takes secrets out of what passes through the gateway. */
@NullMarked
package dev.trestle.mcp.interceptor.redact;

import org.jspecify.annotations.NullMarked;
