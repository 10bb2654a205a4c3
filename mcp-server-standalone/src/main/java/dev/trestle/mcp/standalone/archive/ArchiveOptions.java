package dev.trestle.mcp.standalone.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options of the JVM that make an archive and use one. An option that a version does not know stops it, so each gets its
 * own.
 */
record ArchiveOptions(List<String> making, List<String> using) {

    /** The first version whose archive has what was learnt of methods too, and is made in one step (JEP 514). */
    private static final int CACHES = 25;

    private static final List<String> PREFIXES =
            List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=", "-Xlog:cds*", "-Xlog:aot*");

    /** While one is made, each class that cannot be in it is told, and there are always some. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error");

    /** Those of a version of Java, for an archive in a file. */
    static ArchiveOptions of(int version, Path file) {
        // Of an archive that cannot be used a JVM would tell on standard output, which may be the protocol.
        return version >= CACHES
                ? new ArchiveOptions(
                        quietly("-XX:AOTCacheOutput=" + file),
                        List.of("-XX:AOTCache=" + file, "-Xlog:cds*=off", "-Xlog:aot*=off"))
                : new ArchiveOptions(
                        quietly("-XX:ArchiveClassesAtExit=" + file),
                        List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"));
    }

    private static List<String> quietly(String option) {
        return Stream.concat(Stream.of(option), QUIET.stream()).toList();
    }

    /** Whether an option is about using an archive. */
    static boolean concern(String option) {
        return PREFIXES.stream().anyMatch(option::startsWith);
    }
}
