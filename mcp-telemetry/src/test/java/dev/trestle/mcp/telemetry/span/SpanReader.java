package dev.trestle.mcp.telemetry.span;

import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads span files as anybody would: every line has to be JSON. */
final class SpanReader {

    private SpanReader() {}

    static List<Json> spans(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError(file + " ends within a line");
            }
            return text.lines().map(Json::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the spans of all files of a folder. */
    static List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> spans(file)
                            .forEach(span -> names.add(span.at("/tool_name").text())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
