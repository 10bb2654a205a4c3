package dev.trestle.mcp.builtin.files;

import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Resource;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ToolError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of some folders as resources. Each has a URI like {@code trestle-files:///name/path/in/it}, which does not tell where the folder
 * is. Files and folders that begin with a dot are not there; a link is a file if it leads to one in the same folder, which is looked at
 * again whenever it is read. Contents are read at each request; which files there are is looked for at the start and at
 * {@link #reload}. Thread-safe.
 */
public final class DirectoryResources {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryResources.class);

    private final Map<String, Path> folders;
    private final DirectoryOptions options;
    private final AtomicLong scans = new AtomicLong();
    private Map<String, Shared> shared;
    private long latest;

    private DirectoryResources(Map<String, Path> folders, DirectoryOptions options) {
        this.folders = new LinkedHashMap<>(folders);
        this.options = options;
        this.shared = scan();
    }

    /**
     * Looks for the files of some folders.
     *
     * @param folders the folders, each under the name by which clients know it
     * @param options bounds
     * @return what was found
     * @throws IllegalArgumentException if one is no folder, or cannot be looked into; the message names it
     */
    public static DirectoryResources of(Map<String, Path> folders, DirectoryOptions options) {
        return new DirectoryResources(folders, options);
    }

    /** A file that clients may read, and which of its states was seen. */
    private record Shared(String folder, FileJail jail, FolderScan.Seen seen) {

        /** The path as people know it. */
        String name() {
            return folder + "/" + seen.path();
        }

        boolean isSameFile(@Nullable Shared other) {
            return other != null && jail.root().equals(other.jail.root());
        }

        boolean isUnchanged(Shared other) {
            return seen.size() == other.seen.size() && seen.modified().equals(other.seen.modified());
        }
    }

    /**
     * All files.
     *
     * @return for a server in this process
     */
    public synchronized List<Resource> resources() {
        return shared.entrySet().stream()
                .map(entry -> resource(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Looks again: files that came are added, those that went are removed, and who subscribed to one that changed is told. Blocks.
     *
     * @param server has the resources
     * @throws IllegalArgumentException as {@link #of}; all is then as before
     */
    public void reload(McpServer server) {
        long number = scans.incrementAndGet();
        Map<String, Shared> found = scan();
        synchronized (this) {
            if (number < latest) {
                return; // somebody began to look later and is done already
            }
            latest = number;
            Map<String, Shared> before = shared;
            shared = found;
            before.keySet().stream().filter(uri -> !found.containsKey(uri)).forEach(server::removeResource);
            found.forEach((uri, file) -> {
                Shared known = before.get(uri);
                if (known == null || !file.isSameFile(known)) {
                    server.addResource(resource(uri, file));
                } else if (!file.isUnchanged(known)) {
                    server.resourceUpdated(uri);
                }
            });
        }
    }

    private Map<String, Shared> scan() {
        Map<String, Shared> found = new LinkedHashMap<>();
        folders.forEach((name, folder) -> {
            try {
                FileJail jail = new FileJail(folder);
                FolderScan.Outcome outcome = FolderScan.of(jail, options, options.maxFiles() - found.size());
                outcome.files()
                        .forEach(
                                seen -> found.putIfAbsent(FileUri.of(name, seen.path()), new Shared(name, jail, seen)));
                tell(name, outcome);
            } catch (IOException e) {
                LOG.debug("folder {} cannot be looked into", name, e);
                throw new IllegalArgumentException("folder " + name + " is none, or cannot be looked into");
            }
        });
        return found;
    }

    private void tell(String name, FolderScan.Outcome outcome) {
        if (outcome.tooLarge() > 0) {
            LOG.warn(
                    "folder {}: {} files are larger than {} bytes (maxFile) and left out",
                    name,
                    outcome.tooLarge(),
                    options.maxFile());
        }
        if (outcome.cut()) {
            LOG.warn(
                    "folder {}: there are more files than {} (maxFiles); the rest is left out",
                    name,
                    options.maxFiles());
        }
    }

    private Resource resource(String uri, Shared file) {
        Resource.Builder builder = Resource.at(uri).name(file.name());
        String type = FileTypes.of(file.seen().path());
        if (type != null) {
            builder.mimeType(type);
        }
        return builder.reader(context -> read(file.jail(), file.seen().path(), uri, type, options.maxFile()));
    }

    /** Reads a file; what is no file of the folder any more never was one, to whoever asks. */
    static ResourceContents read(FileJail jail, Path path, String uri, @Nullable String type, int most) {
        byte[] bytes;
        try {
            bytes = jail.read(path, most);
        } catch (AccessDeniedException e) {
            throw new ToolError("the gateway may not read this file");
        } catch (FileSystemException e) {
            throw Resource.notFound(uri);
        } catch (IOException e) {
            LOG.debug("resource {} cannot be read", uri, e);
            throw new ToolError("this file cannot be read now");
        }
        if (bytes.length > most) {
            throw new ToolError("this file is larger than " + most + " bytes (maxFile)");
        }
        return contents(bytes, type);
    }

    private static ResourceContents contents(byte[] bytes, @Nullable String type) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return ResourceContents.text(text).withMimeType(type == null ? "text/plain" : type);
        } catch (CharacterCodingException e) {
            return ResourceContents.blob(bytes).withMimeType(type == null ? "application/octet-stream" : type);
        }
    }
}
