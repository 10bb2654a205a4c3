package dev.trestle.mcp.builtin.files;

import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.Prompt;
import dev.trestle.mcp.server.content.InvalidArgument;
import dev.trestle.mcp.server.content.PromptResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A prompt with places for arguments. What is put there is not looked into again, so that a value with a placeholder in it stays as it
 * is.
 *
 * @param name what clients call it
 * @param description what it is for, or empty
 * @param arguments what it takes
 * @param pieces its text, in order
 * @param mostCharacters how many it may have when it is filled in
 */
record Template(
        String name, String description, List<TemplateArgument> arguments, List<Piece> pieces, long mostCharacters) {

    /**
     * A part of the text.
     *
     * @param text as it is, or the name of an argument
     * @param argument whether it is a name
     */
    record Piece(String text, boolean argument) {}

    Prompt prompt() {
        Prompt.Builder prompt = Prompt.named(name);
        if (!description.isEmpty()) {
            prompt.description(description);
        }
        arguments.forEach(argument -> prompt.argument(argument.name(), argument.told(), argument.required()));
        return prompt.asyncHandler(
                (given, context) -> CompletableFuture.completedStage(PromptResult.text(filled(given))));
    }

    private String filled(Arguments given) {
        Map<String, String> values = values(given);
        long characters = 0;
        for (Piece piece : pieces) {
            characters += value(piece, values).length();
            if (characters > mostCharacters) {
                throw new InvalidArgument(
                        piece.argument() ? piece.text() : longest(values),
                        "shorter: filled in, this prompt would have more than " + mostCharacters + " characters");
            }
        }
        StringBuilder text = new StringBuilder((int) characters);
        pieces.forEach(piece -> text.append(value(piece, values)));
        return text.toString();
    }

    private static String value(Piece piece, Map<String, String> values) {
        return piece.argument() ? values.getOrDefault(piece.text(), "") : piece.text();
    }

    private static String longest(Map<String, String> values) {
        return values.entrySet().stream()
                .max(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.length(), b.length())))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private Map<String, String> values(Arguments given) {
        Map<String, String> values = new HashMap<>();
        for (TemplateArgument argument : arguments) {
            given.optionalString(argument.name())
                    .ifPresent(value -> values.put(argument.name(), argument.checked(value)));
        }
        for (String name : given.values().keySet()) {
            if (arguments.stream().noneMatch(argument -> argument.name().equals(name))) {
                throw new InvalidArgument(name, "left out: " + taken());
            }
        }
        return values;
    }

    private String taken() {
        return arguments.isEmpty()
                ? "this prompt takes none"
                : "this prompt takes "
                        + String.join(
                                ", ",
                                arguments.stream().map(TemplateArgument::name).toList());
    }
}
