/** What HTTP headers repeat of a request of 2026-07-28, so that who forwards it need not read its body. */
@NullMarked
package dev.trestle.mcp.era.header;

import org.jspecify.annotations.NullMarked;
