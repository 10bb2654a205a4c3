/** What the last run said, for people: a page of the documents and a table of the README. */
@NullMarked
package dev.trestle.mcp.benchmark.report;

import org.jspecify.annotations.NullMarked;
