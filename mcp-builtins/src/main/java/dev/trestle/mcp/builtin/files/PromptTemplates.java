package dev.trestle.mcp.builtin.files;

import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Prompt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The Markdown files of a folder as prompts, each under its name without {@code .md}. Before the text, between two lines of
 * {@code ---}, there may be a line {@code description: …} and lines {@code arg NAME (TYPE[, required]): …}, the type being
 * {@code string}, {@code integer}, {@code number}, {@code boolean}, or words with {@code |} between them; {@code {{NAME}}} in the text
 * stands for what the client gives. Files are read at the start and at {@link #reload}. Files that begin with a dot, and those of
 * folders in the folder, are not looked at. Thread-safe.
 */
public final class PromptTemplates {

    private static final int TIMES_AS_LONG = 16;

    private final Path folder;
    private final TemplateOptions options;
    private final AtomicLong readings = new AtomicLong();
    private Map<String, Template> templates;
    private long latest;

    private PromptTemplates(Path folder, TemplateOptions options) {
        this.folder = folder;
        this.options = options;
        this.templates = read();
    }

    /**
     * Reads the templates of a folder.
     *
     * @param folder the folder
     * @param options bounds
     * @return what was found
     * @throws IllegalArgumentException if the folder cannot be looked into, has too many templates, or one that is malformed; the message
     *     has its name, the line and what to change
     */
    public static PromptTemplates of(Path folder, TemplateOptions options) {
        return new PromptTemplates(folder, options);
    }

    /**
     * All templates.
     *
     * @return for a server in this process
     */
    public synchronized List<Prompt> prompts() {
        return templates.values().stream().map(Template::prompt).toList();
    }

    /**
     * Reads again: prompts that came or changed are put in place, those that went are removed. Blocks.
     *
     * @param server has the prompts
     * @throws IllegalArgumentException as {@link #of}; all is then as before
     */
    public void reload(McpServer server) {
        long number = readings.incrementAndGet();
        Map<String, Template> found = read();
        synchronized (this) {
            if (number < latest) {
                return; // somebody began to read later and is done already
            }
            latest = number;
            Map<String, Template> before = templates;
            templates = found;
            before.keySet().stream().filter(name -> !found.containsKey(name)).forEach(server::removePrompt);
            found.forEach((name, template) -> {
                if (!template.equals(before.get(name))) {
                    server.addPrompt(template.prompt());
                }
            });
        }
    }

    private Map<String, Template> read() {
        Map<String, Template> found = new LinkedHashMap<>();
        try {
            FileJail jail = new FileJail(folder);
            for (Path file : files(jail).values()) {
                Template template = TemplateReader.read(
                        file.toString(), text(jail, file), (long) TIMES_AS_LONG * options.maxTemplate());
                found.put(template.name(), template);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder of prompts is none, or cannot be read", e);
        }
        return found;
    }

    private Map<String, Path> files(FileJail jail) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(jail.root(), "*.md")) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (FileJail.isHidden(name) || jail.find(name).isEmpty()) {
                    continue;
                }
                if (files.size() == options.maxTemplates()) {
                    throw new IllegalArgumentException(
                            "there are more templates than " + options.maxTemplates() + " (maxTemplates)");
                }
                files.put(name.toString(), name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    private String text(FileJail jail, Path file) throws IOException {
        byte[] bytes = jail.read(file, options.maxTemplate());
        if (bytes.length > options.maxTemplate()) {
            throw new IllegalArgumentException(
                    file + ": is larger than " + options.maxTemplate() + " bytes (maxTemplate)");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": is not UTF-8; save it as such", e);
        }
    }
}
