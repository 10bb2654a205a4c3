package dev.trestle.mcp.builtin.files;

/**
 * The bounds of folders whose files are resources.
 *
 * @param maxFiles how many files all folders share out together; further ones are left out, by their paths
 * @param maxFile how many bytes a file may have; larger ones are left out, and not read if they grow
 * @param maxDepth how many folders deep files are looked for, 1 for those of the folder itself
 */
public record DirectoryOptions(int maxFiles, int maxFile, int maxDepth) {

    /** 1,000 files of 1 MiB, 16 folders deep. */
    public static final DirectoryOptions DEFAULT = new DirectoryOptions(1_000, 1 << 20, 16);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public DirectoryOptions {
        if (maxFiles < 1 || maxFile < 1 || maxDepth < 1) {
            throw new IllegalArgumentException("maxFiles, maxFile and maxDepth must be at least 1");
        }
    }
}
