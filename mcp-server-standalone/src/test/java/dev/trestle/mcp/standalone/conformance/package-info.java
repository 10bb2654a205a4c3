/** Programs that {@code conformance/run} starts: a session of the Java SDK's client and the comparator of the cost. */
@org.jspecify.annotations.NullMarked
package dev.trestle.mcp.standalone.conformance;
