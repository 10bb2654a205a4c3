package dev.trestle.mcp.standalone.archive;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java that runs this program, and how it was started. */
public final class RunningJava {

    private RunningJava() {}

    /** The command that starts another one of the same. */
    public static String command() {
        // On Windows the file is java.exe, which starts under this name too.
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The jar, or the folder of classes, that this program came from. */
    public static Path home() {
        try {
            return Path.of(RunningJava.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program does not know where it is", e);
        }
    }

    /**
     * The options of the command line about an archive, for another process of the same jar; empty where the operating
     * system does not tell.
     */
    public static List<String> archiveOptions() {
        return ProcessHandle.current().info().arguments().stream()
                .flatMap(Stream::of)
                .takeWhile(word -> !word.equals("-jar") && !word.equals("-cp"))
                .filter(ArchiveOptions::concern)
                .toList();
    }
}
