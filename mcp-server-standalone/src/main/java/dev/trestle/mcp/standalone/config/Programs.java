package dev.trestle.mcp.standalone.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says whether a program is there, before anybody waits for it. */
public final class Programs {

    private final Map<String, String> environment;

    /** Looks where the given environment says. */
    public Programs(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Whether a program can be started.
     *
     * @param program a name to be found on PATH, or a path
     * @return false if there is no such executable file
     */
    public boolean canStart(String program) {
        try {
            if (program.isBlank()) {
                return false;
            }
            boolean isPath = program.contains("/") || program.contains(File.separator);
            return isPath
                    ? executable(Path.of(program))
                    : folders().anyMatch(folder -> executable(Path.of(folder, program)));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The line that says that a program is not there. */
    public static String notFound(String program) {
        boolean isPath = program.contains("/") || program.contains(File.separator);
        return "\"" + program + "\" " + (isPath ? "is not an executable file" : "was not found on PATH")
                + "; install it or correct the command";
    }

    private Stream<String> folders() {
        String path = Optional.ofNullable(environment.get("PATH"))
                .or(() -> Optional.ofNullable(environment.get("Path")))
                .orElse("");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty());
    }

    private boolean executable(Path file) {
        return Stream.concat(Stream.of(""), extensions().stream())
                .map(extension -> file.resolveSibling(file.getFileName() + extension))
                .anyMatch(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate));
    }

    /** Windows starts {@code npx.cmd} for {@code npx}; elsewhere PATHEXT is not set. */
    private List<String> extensions() {
        String extensions = environment.get("PATHEXT");
        return extensions == null ? List.of() : Arrays.asList(extensions.split(";"));
    }
}
