/** JSON as tests read it. The parser behind it is not the one of the software under test. */
@NullMarked
package dev.trestle.mcp.testkit.json;

import org.jspecify.annotations.NullMarked;
