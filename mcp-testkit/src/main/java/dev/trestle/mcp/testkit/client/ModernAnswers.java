package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.testkit.json.Json;

/** Answers what a server of 2026-07-28 wants to know before it goes on. */
@FunctionalInterface
public interface ModernAnswers {

    /**
     * Answers one question.
     *
     * @param key the server's name for it
     * @param method such as {@code elicitation/create}
     * @param params missing if there are none
     * @return the result, a JSON object
     */
    String answer(String key, String method, Json params);
}
