package dev.trestle.mcp.testkit.era;

/** How the {@link EraTools} are listed. */
final class ToolList {

    private static final String NOTHING = "{\"type\":\"object\",\"additionalProperties\":false}";

    private static final String ROUTED = """
            {"type":"object","properties":{\
            "region":{"type":"string","x-mcp-header":"Region"},\
            "limit":{"type":"integer","x-mcp-header":"Limit"},\
            "urgent":{"type":"boolean","x-mcp-header":"Urgent"},\
            "options":{"type":"object","properties":{"note":{"type":"string","x-mcp-header":"Note"}}}}}""";

    private ToolList() {}

    static String json(boolean modern) {
        String list = modern ? "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}" : """
                {"type":"object","properties":{"result":{"type":"array","items":{"type":"integer"}}},\
                "required":["result"]}""";
        return "{\"tools\":["
                + String.join(
                        ",",
                        tool(
                                "echo",
                                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}"),
                        tool("meta", NOTHING),
                        tool("big", integers("bytes")),
                        tool("error", NOTHING),
                        tool("fail", NOTHING),
                        tool("progress", integers("count")),
                        tool("log", NOTHING),
                        tool("slow", integers("steps", "delayMs")),
                        tool("stall", NOTHING),
                        tool("cancelled", NOTHING),
                        tool("die", NOTHING),
                        tool("structured", NOTHING + ",\"outputSchema\":" + list),
                        tool("content", NOTHING),
                        tool("hologram", NOTHING),
                        tool("routed", ROUTED),
                        asking(),
                        tool(
                                "announce",
                                "{\"type\":\"object\",\"properties\":{\"what\":{\"enum\":[\"tools\",\"prompts\",\"resources\",\"resource\"]},\"uri\":{\"type\":\"string\"}},\"required\":[\"what\"]}"),
                        tool("listens", NOTHING),
                        tool("end_listens", NOTHING),
                        tool("violations", NOTHING))
                + "]}";
    }

    private static String asking() {
        return String.join(
                ",",
                tool("ask", "{\"type\":\"object\",\"properties\":{\"message\":{\"type\":\"string\"}}}"),
                tool("ask_url", NOTHING),
                tool("ask_two", NOTHING),
                tool("ask_rounds", NOTHING),
                tool("ask_sampling", NOTHING),
                tool("ask_roots", NOTHING),
                tool("later", NOTHING));
    }

    private static String tool(String name, String schema) {
        return "{\"name\":\"" + name + "\",\"description\":\"" + name + " of the test kit\",\"inputSchema\":" + schema
                + "}";
    }

    private static String integers(String... names) {
        StringBuilder properties = new StringBuilder();
        for (String name : names) {
            properties.append(properties.isEmpty() ? "\"" : ",\"").append(name).append("\":{\"type\":\"integer\"}");
        }
        return "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[\"" + String.join("\",\"", names)
                + "\"]}";
    }
}
