package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.testkit.client.HeaderText;
import dev.trestle.mcp.testkit.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The headers of a request, and whether they say what its body says. */
final class MirrorHeaders {

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    MirrorHeaders(Map<String, List<String>> headers) {
        this.headers.putAll(headers);
    }

    /** A header's only value without the blanks around it, or null if there is none or more than one. */
    @Nullable String only(String name) {
        List<String> values = headers.get(name);
        return values == null || values.size() != 1 ? null : values.get(0).strip();
    }

    boolean has(String name) {
        return headers.containsKey(name);
    }

    @Nullable String version() {
        return only("MCP-Protocol-Version");
    }

    /** A header may not contradict the body; that it is there is looked at later. */
    void checkPresent(String name, String value) throws Refusal {
        List<String> values = headers.get(name);
        if (values != null && (values.size() > 1 || !value.equals(only(name)))) {
            throw Refusal.headers(name + " is " + String.join(", ", values) + ", the body has " + value);
        }
    }

    /**
     * Everything that has to be mirrored is.
     *
     * @param tool the tool that is called, as it is listed, or null if none is or there is none
     */
    void check(Json message, @Nullable Json tool) throws Refusal {
        for (String name : List.of("MCP-Protocol-Version", "Mcp-Method")) {
            if (!has(name)) {
                throw Refusal.headers(name + " is missing");
            }
        }
        String method = message.at("/method").text();
        if (method.equals("tools/call") || method.equals("prompts/get")) {
            checkText("Mcp-Name", message.at("/params/name"));
        } else if (method.equals("resources/read")) {
            checkText("Mcp-Name", message.at("/params/uri"));
        }
        if (tool != null) {
            checkProperties(tool.at("/inputSchema"), message.at("/params/arguments"));
        }
    }

    private void checkProperties(Json schema, Json arguments) throws Refusal {
        if (!schema.has("/properties")) {
            return;
        }
        for (Map.Entry<String, Json> property :
                schema.at("/properties").members().entrySet()) {
            Json argument = arguments.at("/" + property.getKey());
            Json annotation = property.getValue().at("/x-mcp-header");
            if (annotation.isPresent()) {
                checkText("Mcp-Param-" + annotation.text(), argument);
            }
            checkProperties(property.getValue(), argument);
        }
    }

    private void checkText(String name, Json body) throws Refusal {
        if (!body.isPresent() || body.isNull()) {
            return;
        }
        String value = only(name);
        if (value == null) {
            throw Refusal.headers(name + (has(name) ? " is there more than once" : " is missing"));
        }
        String decoded = HeaderText.decode(value);
        if (decoded == null) {
            throw Refusal.headers(name + " is marked as base64 and is none");
        }
        if (!isSame(body.value(), decoded)) {
            throw Refusal.headers(name + " is " + value + ", the body has " + body);
        }
    }

    private static boolean isSame(@Nullable Object body, String header) {
        if (body instanceof Number number) {
            try {
                return new BigDecimal(number.toString()).compareTo(new BigDecimal(header)) == 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return String.valueOf(body).equals(header);
    }
}
