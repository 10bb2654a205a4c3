/** Files of a folder as resources, and templates as prompts. */
@NullMarked
package dev.trestle.mcp.builtin.files;

import org.jspecify.annotations.NullMarked;
