/** Arguments and results of tools, held against the schemas that their servers declare. */
@NullMarked
package dev.trestle.mcp.policy.schema;

import org.jspecify.annotations.NullMarked;
