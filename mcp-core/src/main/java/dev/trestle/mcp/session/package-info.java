/** Client sessions of the legacy era: who they belong to, where their messages go, and when they end. */
@NullMarked
package dev.trestle.mcp.session;

import org.jspecify.annotations.NullMarked;
