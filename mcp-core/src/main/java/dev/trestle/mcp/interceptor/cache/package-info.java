/** Answers again what was answered before, for as long as that is allowed; the only package that imports Caffeine. */
@NullMarked
package dev.trestle.mcp.interceptor.cache;

import org.jspecify.annotations.NullMarked;
