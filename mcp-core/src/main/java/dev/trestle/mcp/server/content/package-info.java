/** What handlers take and give: content blocks, results, prompts, questions to the client and their answers. */
@NullMarked
package dev.trestle.mcp.server.content;

import org.jspecify.annotations.NullMarked;
