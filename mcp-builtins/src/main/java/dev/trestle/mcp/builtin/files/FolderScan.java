package dev.trestle.mcp.builtin.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the files of one folder, by their paths in order. Links to folders are not followed: they could lead in a circle. */
final class FolderScan {

    private static final Logger LOG = LoggerFactory.getLogger(FolderScan.class);

    /** How many entries are looked at for each file that may be there: whoever fills a folder must not fill the memory. */
    private static final int LOOKS = 20;

    private final FileJail jail;
    private final DirectoryOptions options;
    private final int most;
    private final List<Seen> files = new ArrayList<>();
    private int looks;
    private int tooLarge;
    private boolean cut;

    private FolderScan(FileJail jail, DirectoryOptions options, int most) {
        this.jail = jail;
        this.options = options;
        this.most = most;
    }

    /**
     * A file that was seen.
     *
     * @param path its path in the folder
     * @param size in bytes
     * @param modified when it was changed last
     */
    record Seen(Path path, long size, FileTime modified) {}

    /**
     * What was found.
     *
     * @param files by their paths
     * @param tooLarge how many were left out for being larger than they may be
     * @param cut whether others were left out because there are too many
     */
    record Outcome(List<Seen> files, int tooLarge, boolean cut) {}

    /** Looks. */
    static Outcome of(FileJail jail, DirectoryOptions options, int most) throws IOException {
        FolderScan scan = new FolderScan(jail, options, most);
        scan.folder(Path.of(""), 1);
        return new Outcome(List.copyOf(scan.files), scan.tooLarge, scan.cut);
    }

    private void folder(Path relative, int depth) throws IOException {
        for (Path name : names(relative)) {
            if (!cut) {
                entry(relative.resolve(name), depth);
            }
        }
    }

    /** What went meanwhile, or may not be looked at, is left out; only the folder itself has to be there. */
    private void entry(Path path, int depth) throws IOException {
        try {
            BasicFileAttributes known = Files.readAttributes(
                    jail.root().resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!known.isDirectory()) {
                file(path);
            } else if (depth < options.maxDepth()) {
                folder(path, depth + 1);
            }
        } catch (FileSystemException e) {
            LOG.debug("{} is left out: {}", path, e.getClass().getSimpleName());
        }
    }

    private List<Path> names(Path relative) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(jail.root().resolve(relative))) {
            for (Path entry : entries) {
                looks++;
                if (looks > LOOKS * (long) options.maxFiles()) {
                    cut = true;
                    break;
                }
                Path name = entry.getFileName();
                if (!FileJail.isHidden(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    private void file(Path path) throws IOException {
        Optional<Path> real = jail.find(path);
        if (real.isEmpty()) {
            return;
        }
        BasicFileAttributes known = Files.readAttributes(real.get(), BasicFileAttributes.class);
        if (known.size() > options.maxFile()) {
            tooLarge++;
        } else if (files.size() == most) {
            cut = true;
        } else {
            files.add(new Seen(path, known.size(), known.lastModifiedTime()));
        }
    }
}
