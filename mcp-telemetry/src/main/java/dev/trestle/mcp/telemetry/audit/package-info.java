/** What has to be remembered of refusals, failures and sessions, and what is unusual about them. */
@NullMarked
package dev.trestle.mcp.telemetry.audit;

import org.jspecify.annotations.NullMarked;
