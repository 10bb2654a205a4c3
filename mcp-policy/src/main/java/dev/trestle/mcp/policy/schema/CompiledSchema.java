package dev.trestle.mcp.policy.schema;

import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema, ready for use: JSON Schema 2020-12, or 2019-09 or draft-07 where it says so ({@code $schema}). Nothing is ever
 * fetched for it. Thread-safe.
 */
final class CompiledSchema {

    private static final int MOST_VIOLATIONS = 10;
    private static final int LONGEST_MESSAGE = 200;
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final String WHOLE = "urn:trestle:schema";

    private static final Set<String> KNOWN = Set.of(
            "https://json-schema.org/draft/2020-12/schema",
            "https://json-schema.org/draft/2019-09/schema",
            "http://json-schema.org/draft-07/schema");

    private final Validator validator;
    private final URI uri;
    private final long maxSteps;

    /**
     * Compiles.
     *
     * @param schema the decoded schema: an object or a boolean
     * @param maxSteps how much work a validation may be
     * @throws IllegalArgumentException if it cannot be held against anything; the message says why
     */
    CompiledSchema(@Nullable Object schema, long maxSteps) {
        this.maxSteps = maxSteps;
        if (schema instanceof Map<?, ?> object && object.get("$schema") instanceof String dialect) {
            String known = dialect.endsWith("#") ? dialect.substring(0, dialect.length() - 1) : dialect;
            if (!KNOWN.contains(known)) {
                throw new IllegalArgumentException("its $schema is none that is known here");
            }
        }
        try {
            validator = new ValidatorFactory()
                    .withJsonNodeFactory(new Nodes())
                    .withEvaluatorFactory(new GuardedPatterns())
                    .withSchemaResolver(reference -> SchemaResolver.Result.empty())
                    .withDisabledSchemaValidation(true)
                    .createValidator();
            uri = validator.registerSchema(URI.create(WHOLE), new TreeNode("", schema, new Budget(maxSteps)));
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("it is no schema, or one that is too deep", e);
        }
    }

    /**
     * Holds a value against the schema.
     *
     * @param value the decoded value
     * @return what is wrong with it, the first few; empty if nothing is
     * @throws Uncheckable if the schema refers to something that is not in it
     */
    List<Violation> violations(@Nullable Object value) {
        try {
            Validator.Result result = result(value);
            return result.isValid() ? List.of() : violations(result);
        } catch (Budget.Spent | StackOverflowError e) {
            return List.of(new Violation("", "maxSteps", "must be less work to check (maxSteps)"));
        }
    }

    private Validator.Result result(@Nullable Object value) {
        return validator.validate(uri, new TreeNode("", value, new Budget(maxSteps)));
    }

    private static List<Violation> violations(Validator.Result result) {
        List<Violation> found = new ArrayList<>();
        for (Error error : result.getErrors()) {
            if (REFERENCES.contains(ruleOf(error)) && error.getError().contains("Resolution")) {
                throw new Uncheckable();
            }
            if (found.size() < MOST_VIOLATIONS) {
                found.add(violation(error));
            }
        }
        return found.isEmpty() ? List.of(new Violation("", "schema", "must be what the schema says")) : found;
    }

    /** The library names no keyword where a schema is {@code false}: then it is the one that has it. */
    private static String ruleOf(Error error) {
        if (error.getKeyword() != null) {
            return error.getKeyword();
        }
        String path = error.getEvaluationPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Violation violation(Error error) {
        String rule = ruleOf(error);
        String message = error.getError().startsWith("False schema") ? "must not be there" : error.getError();
        String brief = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        return new Violation(error.getInstanceLocation(), rule, brief);
    }

    /** The schema cannot be held against the value. */
    static final class Uncheckable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Uncheckable() {
            super("the schema refers to something that is not in it", null, false, false);
        }
    }

    /** Values come decoded; nothing is ever parsed here. */
    private final class Nodes implements JsonNodeFactory {
        @Override
        public JsonNode wrap(Object node) {
            return node instanceof TreeNode known ? known : new TreeNode("", node, new Budget(maxSteps));
        }

        @Override
        public JsonNode create(String rawJson) {
            throw new IllegalArgumentException("no schema is read from text");
        }
    }
}
