/** Many calls over one ordered channel: ids and progress tokens of our own, and each answer to whoever asked. */
@NullMarked
package dev.trestle.mcp.link;

import org.jspecify.annotations.NullMarked;
