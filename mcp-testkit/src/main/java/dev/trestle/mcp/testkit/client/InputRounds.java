package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import org.jspecify.annotations.Nullable;

/** Results that ask before they are results (2026-07-28, multi round-trip requests). */
final class InputRounds {

    private InputRounds() {}

    static boolean isAsking(Json response) {
        return "input_required".equals(response.at("/result/resultType").value());
    }

    static void check(int round, Json response) {
        if (round >= ModernHttpClient.ROUNDS) {
            throw new AssertionError("the server still asks after " + round + " answers: " + response);
        }
    }

    /** The answers to all that a result asks, or null if it asks nothing. */
    static @Nullable String responses(Json result, ModernAnswers answers) {
        Json requests = result.at("/inputRequests");
        if (!requests.isPresent()) {
            return null;
        }
        JsonWriter all = JsonWriter.object();
        requests.members()
                .forEach((key, request) -> all.put(
                        key,
                        JsonSlice.of(answers.answer(key, request.at("/method").text(), request.at("/params")))));
        return all.toSlice().toString();
    }

    static @Nullable String state(Json result) {
        Json state = result.at("/requestState");
        return state.isPresent() ? state.slice().toString() : null;
    }
}
