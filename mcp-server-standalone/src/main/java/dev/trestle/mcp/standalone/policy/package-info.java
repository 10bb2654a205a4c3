/** What the file says of who may call what, and how often. */
@NullMarked
package dev.trestle.mcp.standalone.policy;

import org.jspecify.annotations.NullMarked;
