/**
 * What Trestle is held against: servers that carry a call and know nothing of it, and the child that they and Trestle carry it
 * to. Fixed; none of them is to be made faster or slower.
 */
@NullMarked
package dev.trestle.mcp.benchmark.limit;

import org.jspecify.annotations.NullMarked;
