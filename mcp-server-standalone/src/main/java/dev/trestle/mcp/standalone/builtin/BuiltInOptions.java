package dev.trestle.mcp.standalone.builtin;

import dev.trestle.mcp.builtin.catalog.CatalogOptions;
import dev.trestle.mcp.builtin.files.DirectoryOptions;
import dev.trestle.mcp.builtin.files.TemplateOptions;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the file says of the parts.
 *
 * @param catalog bounds of the catalogue
 * @param folders whose files are resources, by the names that clients know
 * @param files bounds of them
 * @param prompts the folder of prompts
 * @param templates bounds of them
 */
public record BuiltInOptions(
        CatalogOptions catalog,
        Map<String, Path> folders,
        DirectoryOptions files,
        Optional<Path> prompts,
        TemplateOptions templates) {

    private static final Pattern FOLDER = Pattern.compile("([A-Za-z0-9._-]{1,64})=(.+)");

    /** Reads them; throws a refusal if a folder is not said as it has to be. */
    public static BuiltInOptions of(GatewaySettings settings) {
        return new BuiltInOptions(
                new CatalogOptions(
                        settings.number(GatewayKey.CATALOG_MAX_ENTRIES),
                        settings.duration(GatewayKey.CATALOG_TTL),
                        settings.duration(GatewayKey.CATALOG_TIMEOUT),
                        settings.number(GatewayKey.CATALOG_MAX_PRINCIPALS)),
                folders(settings.texts(GatewayKey.FILES_FOLDERS).orElse(List.of())),
                new DirectoryOptions(
                        settings.number(GatewayKey.FILES_MAX_FILES),
                        settings.number(GatewayKey.FILES_MAX_FILE),
                        settings.number(GatewayKey.FILES_MAX_DEPTH)),
                settings.text(GatewayKey.PROMPTS_FOLDER).map(text -> path(text, GatewayKey.PROMPTS_FOLDER)),
                new TemplateOptions(
                        settings.number(GatewayKey.PROMPTS_MAX_TEMPLATES),
                        settings.number(GatewayKey.PROMPTS_MAX_TEMPLATE)));
    }

    private static Map<String, Path> folders(List<String> lines) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher parts = FOLDER.matcher(line);
            if (!parts.matches()) {
                throw new Refusal("gateway." + GatewayKey.FILES_FOLDERS.key() + ": \"" + line
                        + "\" must be a name, = and a folder, like \"docs=/srv/docs\"");
            }
            if (folders.put(parts.group(1), path(parts.group(2), GatewayKey.FILES_FOLDERS)) != null) {
                throw new Refusal("gateway." + GatewayKey.FILES_FOLDERS.key() + ": the name \"" + parts.group(1)
                        + "\" is there twice; choose another");
            }
        }
        return folders;
    }

    private static Path path(String text, GatewayKey key) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal("gateway." + key.key() + ": \"" + text + "\" is not a path");
        }
    }
}
