/** Calls that somebody has to allow: who is asked, what his answer covers, and how often. */
@NullMarked
package dev.trestle.mcp.policy.approval;

import org.jspecify.annotations.NullMarked;
