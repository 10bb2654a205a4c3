package dev.trestle.mcp.benchmark.result;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A run as a JSON file, one member a line so that changes can be read. */
public final class RunFile {

    private static final JsonFactory FACTORY = new JsonFactory();

    private RunFile() {}

    /**
     * Reads a file.
     *
     * @param file what {@link #write} wrote
     * @return the run
     * @throws IOException if it cannot be read or says something else
     */
    public static Run read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return new RunReader(new JsonTree(parser).object()).run();
        } catch (JacksonException | IllegalArgumentException | ClassCastException wrong) {
            throw new IOException(file + " is not the result of a run: " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Writes a file, in place of what was there: all of it or nothing.
     *
     * @param file where
     * @param run what
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Run run) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new");
        try {
            writeAll(fresh, run);
            // Like any other file, not like one of somebody's own.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void writeAll(Path file, Run run) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                JsonGenerator json = FACTORY.createGenerator(new Indented(), writer)) {
            new RunWriter(json).write(run);
            json.writeRaw('\n');
        } catch (JacksonException failed) {
            throw new IOException(file + " could not be written: " + failed.getMessage(), failed);
        }
    }

    private static final class Indented extends ObjectWriteContext.Base {

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter lines = DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n");
            return new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        }
    }
}
