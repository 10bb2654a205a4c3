/**
 * Contracts as JUnit classes: subclass one, say how to make the subject, and its rules run against it. Methods are named
 * by rule.
 */
@NullMarked
package dev.trestle.mcp.testkit.contract;

import org.jspecify.annotations.NullMarked;
