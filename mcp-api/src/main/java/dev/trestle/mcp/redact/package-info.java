/** Takes secrets out of texts: out of whatever is logged, kept or told to somebody whom they do not concern. */
@NullMarked
package dev.trestle.mcp.redact;

import org.jspecify.annotations.NullMarked;
