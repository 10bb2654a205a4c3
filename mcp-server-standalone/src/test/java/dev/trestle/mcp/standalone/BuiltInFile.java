package dev.trestle.mcp.standalone;

import dev.trestle.mcp.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program with the demo server as a child, and a gateway as a test wants it. */
final class BuiltInFile {

    static final List<String> ALL = List.of("catalog", "command", "files", "prompts", "health", "metrics", "reload");

    private final Path folder;
    private final Map<String, Object> servers = new LinkedHashMap<>();
    private final Map<String, Object> gateway = new LinkedHashMap<>();

    private BuiltInFile(Path folder) {
        this.folder = folder;
    }

    /** Writes into this folder. */
    static BuiltInFile in(Path folder) {
        BuiltInFile file = new BuiltInFile(folder);
        List<String> demo = DemoCommand.settings("demo").command();
        file.servers.put("demo", Map.of("command", demo.get(0), "args", demo.subList(1, demo.size())));
        return file;
    }

    BuiltInFile server(String name, Map<String, ?> members) {
        servers.put(name, members);
        return this;
    }

    BuiltInFile with(String key, Object value) {
        gateway.put(key, value);
        return this;
    }

    /** All built-ins, with a folder {@code docs}, a folder of prompts, and the command {@code pwd}. */
    BuiltInFile withAll() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Path prompts = Files.createDirectories(folder.resolve("prompts"));
        Files.writeString(docs.resolve("a.md"), "# A");
        Files.writeString(prompts.resolve("greet.md"), "---\narg who (string): whom\n---\nHello {{who}}");
        return with("builtins", Map.of("tools", ALL))
                .with("command", Map.of("folder", docs.toString(), "allow", List.of("pwd")))
                .with("files", Map.of("folders", List.of("docs=" + docs)))
                .with("prompts", Map.of("folder", prompts.toString()));
    }

    TestProgram serve() throws IOException {
        Path file = folder.resolve("trestle.json");
        JsonWriter all = JsonWriter.object()
                .put("mcpServers", JsonWriter.write(servers))
                .put("gateway", JsonWriter.write(gateway));
        Files.writeString(file, all.toSlice().toString());
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }
}
