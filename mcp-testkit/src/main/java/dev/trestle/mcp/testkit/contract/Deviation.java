package dev.trestle.mcp.testkit.contract;

/**
 * A rule that a server is known to break. The rule is run all the same and must fail with the symptom: what was repaired, or
 * breaks in another way, is told.
 *
 * @param rule the name of the rule's method
 * @param symptom part of the message with which it fails
 * @param why why the server does so, for whoever reads the test
 */
public record Deviation(String rule, String symptom, String why) {}
