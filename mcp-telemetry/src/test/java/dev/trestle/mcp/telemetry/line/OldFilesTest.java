package dev.trestle.mcp.telemetry.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldFilesTest {

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void setUp() {
        path = folder.resolve("a.log");
    }

    @Test
    void olderFiles_areSeenBehindTheNumberThatAKilledProgramLeftFree() throws IOException {
        write("a.log", "d");
        write("a.log.1", "c");
        write("a.log.3", "b");
        write("a.log.4", "a");

        assertThat(OldFiles.all(path)).containsExactly(file("a.log.4"), file("a.log.3"), file("a.log.1"), path);
    }

    /** The last that is moved is the first. */
    @Test
    void olderFiles_areSeenIfTheFirstNumberIsFree() throws IOException {
        write("a.log", "c");
        write("a.log.2", "b");
        write("a.log.3", "a");

        assertThat(OldFiles.all(path)).containsExactly(file("a.log.3"), file("a.log.2"), path);
    }

    @Test
    void freeNumber_isTheFirstToBeFilled_andNoFileIsLost() throws IOException {
        write("a.log", "d");
        write("a.log.1", "c");
        write("a.log.3", "b");
        write("a.log.4", "a");

        old(4, false).add();

        assertThat(OldFiles.all(path))
                .containsExactly(file("a.log.4"), file("a.log.3"), file("a.log.2"), file("a.log.1"));
        assertThat(content("a.log.1")).isEqualTo("d");
        assertThat(content("a.log.2")).isEqualTo("c");
        assertThat(content("a.log.3")).isEqualTo("b");
    }

    @Test
    void ofMoreThanAreKept_theOldestGoes() throws IOException {
        OldFiles old = old(2, false);
        for (String text : List.of("a", "b", "c")) {
            write("a.log", text);
            old.add();
        }

        assertThat(OldFiles.all(path)).containsExactly(file("a.log.2"), file("a.log.1"));
        assertThat(content("a.log.2")).isEqualTo("b");
        assertThat(content("a.log.1")).isEqualTo("c");
    }

    @Test
    void packedFile_movesUpAsItIs() throws IOException {
        OldFiles old = old(3, true);
        for (String text : List.of("a", "b")) {
            write("a.log", text);
            old.add();
        }

        assertThat(OldFiles.all(path)).containsExactly(file("a.log.2.gz"), file("a.log.1.gz"));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file("a.log.2.gz")))) {
            assertThat(in.readAllBytes()).isEqualTo(new byte[] {'a'});
        }
    }

    /** A program that ended after it had packed a file had not deleted the plain one yet. */
    @Test
    void fileThatIsThereTwice_movesUpOnce() throws IOException {
        write("a.log", "b");
        write("a.log.1", "a");
        write("a.log.1.gz", "packed");

        old(3, false).add();

        assertThat(OldFiles.all(path)).containsExactly(file("a.log.2"), file("a.log.1"));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.log.2", "a.log.1");
        assertThat(content("a.log.2")).isEqualTo("a");
    }

    private OldFiles old(int keep, boolean packed) {
        return new OldFiles(path, new Rotation(1, Duration.ofDays(1), keep, packed));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    private String content(String name) throws IOException {
        return Files.readString(file(name));
    }
}
