package dev.trestle.mcp.policy.schema;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decoded value as the library for schemas sees it. */
final class TreeNode implements JsonNode {

    private final String pointer;
    private final @Nullable Object value;
    private final Budget budget;

    TreeNode(String pointer, @Nullable Object value, Budget budget) {
        this.pointer = pointer;
        this.value = value;
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    @Override
    public String getJsonPointer() {
        return pointer;
    }

    @Override
    public SimpleType getNodeType() {
        budget.step();
        if (value == null) {
            return SimpleType.NULL;
        }
        if (value instanceof Map) {
            return SimpleType.OBJECT;
        }
        if (value instanceof List) {
            return SimpleType.ARRAY;
        }
        if (value instanceof String) {
            return SimpleType.STRING;
        }
        if (value instanceof Boolean) {
            return SimpleType.BOOLEAN;
        }
        return isWhole() ? SimpleType.INTEGER : SimpleType.NUMBER;
    }

    /** 1.0 is an integer too (2020-12, `validation` 6.1.1). */
    private boolean isWhole() {
        return !(value instanceof BigDecimal number)
                || number.signum() == 0
                || number.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public boolean asBoolean() {
        return (Boolean) known();
    }

    @Override
    public String asString() {
        budget.step();
        return (String) known();
    }

    @Override
    public BigInteger asInteger() {
        return asNumber().toBigInteger();
    }

    @Override
    public BigDecimal asNumber() {
        Object number = known();
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer
                ? new BigDecimal(integer)
                : BigDecimal.valueOf(((Number) number).longValue());
    }

    @Override
    public List<JsonNode> asArray() {
        List<?> elements = (List<?>) known();
        List<JsonNode> nodes = new ArrayList<>(elements.size());
        for (Object element : elements) {
            budget.step();
            nodes.add(new TreeNode(pointer + "/" + nodes.size(), element, budget));
        }
        return nodes;
    }

    @Override
    public Map<String, JsonNode> asObject() {
        Map<?, ?> members = (Map<?, ?>) known();
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            budget.step();
            String key = (String) name;
            nodes.put(key, new TreeNode(pointer + "/" + JsonNode.encodeJsonPointer(key), member, budget));
        });
        return nodes;
    }

    private Object known() {
        if (value == null) {
            throw new IllegalStateException("null has no value");
        }
        return value;
    }
}
