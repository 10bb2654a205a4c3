package dev.trestle.mcp.policy.schema;

import dev.harrel.jsonschema.EvaluationContext;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The keywords {@code pattern} and {@code patternProperties}, with texts whose matching is bounded. A pattern that Java cannot
 * read refuses nothing.
 */
final class GuardedPatterns implements EvaluatorFactory {

    @Override
    public Optional<Evaluator> create(SchemaParsingContext context, String keyword, JsonNode value) {
        if (keyword.equals("pattern") && value.isString()) {
            return Optional.of(compile(value.asString())
                    .<Evaluator>map(Matching::new)
                    .orElse((evaluation, node) -> Evaluator.Result.success()));
        }
        if (keyword.equals("patternProperties") && value.isObject()) {
            Map<Pattern, String> schemas = new LinkedHashMap<>();
            value.asObject()
                    .forEach((pattern, schema) -> compile(pattern)
                            .ifPresent(compiled -> schemas.put(compiled, context.getAbsoluteUri(schema))));
            return Optional.of(new MatchingMembers(schemas));
        }
        return Optional.empty();
    }

    private static Optional<Pattern> compile(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean finds(Pattern pattern, String text, JsonNode node) {
        return pattern.matcher(new CountedText(text, ((TreeNode) node).budget()))
                .find();
    }

    private record Matching(Pattern pattern) implements Evaluator {
        @Override
        public Result evaluate(EvaluationContext context, JsonNode node) {
            return !node.isString() || finds(pattern, node.asString(), node)
                    ? Result.success()
                    : Result.failure("must match " + pattern.pattern());
        }
    }

    private record MatchingMembers(Map<Pattern, String> schemas) implements Evaluator {
        @Override
        public Result evaluate(EvaluationContext context, JsonNode node) {
            if (!node.isObject()) {
                return Result.success();
            }
            Set<String> matched = new HashSet<>();
            boolean valid = true;
            for (Map.Entry<String, JsonNode> member : node.asObject().entrySet()) {
                for (Map.Entry<Pattern, String> schema : schemas.entrySet()) {
                    if (finds(schema.getKey(), member.getKey(), node)) {
                        matched.add(member.getKey());
                        valid &= context.resolveInternalRefAndValidate(schema.getValue(), member.getValue());
                    }
                }
            }
            // additionalProperties looks at which members these were.
            return valid ? Result.success(matched) : Result.failure();
        }
    }
}
