/** Who may see and use which tools, prompts and resources. */
@NullMarked
package dev.trestle.mcp.interceptor.access;

import org.jspecify.annotations.NullMarked;
