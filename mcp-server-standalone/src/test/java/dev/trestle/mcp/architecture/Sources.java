package dev.trestle.mcp.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of all modules. */
final class Sources {
    private static final Path ROOT = findRoot();

    private Sources() {}

    static Stream<SourceFile> main() {
        return all("src/main/java");
    }

    static Stream<SourceFile> tests() {
        return all("src/test/java");
    }

    /** The folders that have a POM. */
    static List<Path> modules() {
        try (Stream<Path> children = Files.list(ROOT)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<SourceFile> all(String folder) {
        List<SourceFile> files = new ArrayList<>();
        for (Path module : modules()) {
            Path sources = module.resolve(folder);
            if (Files.isDirectory(sources)) {
                try (Stream<Path> tree = Files.walk(sources)) {
                    tree.filter(path -> path.toString().endsWith(".java"))
                            .map(SourceFile::read)
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files.stream();
    }

    private static Path findRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    record SourceFile(Path path, String text) {
        static SourceFile read(Path path) {
            try {
                return new SourceFile(path, Files.readString(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int lines() {
            return (int) text.lines().count();
        }

        boolean isDeclarationOnly() {
            String name = path.getFileName().toString();
            return name.equals("package-info.java") || name.equals("module-info.java");
        }

        @Override
        public String toString() {
            return ROOT.relativize(path).toString();
        }
    }
}
