/** One class for each thing that is done around every call. */
@NullMarked
package dev.trestle.mcp.interceptor;

import org.jspecify.annotations.NullMarked;
