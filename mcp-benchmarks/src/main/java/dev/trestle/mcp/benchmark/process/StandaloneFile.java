package dev.trestle.mcp.benchmark.process;

import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A configuration file of the standalone with one server, and limits that are in nobody's way. */
public final class StandaloneFile {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, ?> server;
    private final Map<String, ?> gateway;
    private final Map<String, ?> limits;

    private StandaloneFile(Map<String, ?> server, Map<String, ?> gateway, Map<String, ?> limits) {
        this.server = server;
        this.gateway = gateway;
        this.limits = limits;
    }

    /**
     * Before a process.
     *
     * @param command the process
     * @return the file, yet to be written
     */
    public static StandaloneFile of(List<String> command) {
        return new StandaloneFile(
                Map.of("command", command.get(0), "args", command.subList(1, command.size())), Map.of(), Map.of());
    }

    /**
     * Before a server at a URL.
     *
     * @param url its endpoint
     * @return the file, yet to be written
     */
    public static StandaloneFile of(String url) {
        return new StandaloneFile(Map.of("url", url, "type", "streamable-http"), Map.of(), Map.of());
    }

    /**
     * The same with settings.
     *
     * @param settings of {@code gateway}
     * @return another file
     */
    public StandaloneFile with(Map<String, ?> settings) {
        return new StandaloneFile(server, settings, limits);
    }

    /**
     * The same with further limits.
     *
     * @param further of {@code gateway.limits}
     * @return another file
     */
    public StandaloneFile limits(Map<String, ?> further) {
        return new StandaloneFile(server, gateway, further);
    }

    /**
     * The same with what the server is said to speak.
     *
     * @param era {@code legacy} or {@code modern}
     * @return another file
     */
    public StandaloneFile era(String era) {
        Map<String, Object> all = new HashMap<>(server);
        all.put("era", era);
        return new StandaloneFile(all, gateway, limits);
    }

    /**
     * Writes the file, and says how the standalone is started with it.
     *
     * @param plan with the standalone
     * @param options of the JVM
     * @return the command
     * @throws IOException if it cannot be written
     */
    public List<String> command(Plan plan, List<String> options) throws IOException {
        Path file = Files.createTempFile("trestle-benchmark-", ".json");
        file.toFile().deleteOnExit();
        Files.writeString(file, text(), StandardCharsets.UTF_8);
        return Programs.standalone(plan.jar(), options, List.of("--config", file.toString()));
    }

    private String text() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            Map<String, Object> settings = new HashMap<>(gateway);
            Map<String, Object> wide =
                    new HashMap<>(Map.of("maxChildren", 1_024, "maxSessionsPerAddress", 20_000, "maxSessions", 20_000));
            wide.putAll(limits);
            settings.put("limits", wide);
            write(json, Map.of("mcpServers", Map.of("echo", server), "gateway", settings));
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            members.forEach((name, member) -> {
                json.writeName((String) name);
                write(json, member);
            });
            json.writeEndObject();
        } else if (value instanceof List<?> items) {
            json.writeStartArray();
            items.forEach(item -> write(json, item));
            json.writeEndArray();
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString((String) value);
        }
    }
}
