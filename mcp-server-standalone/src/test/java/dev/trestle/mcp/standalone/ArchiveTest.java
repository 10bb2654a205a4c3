package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of classes makes no difference but to time, and one that cannot be used makes none at all. */
class ArchiveTest {

    private static final Duration MAKING = Duration.ofMinutes(3);
    private static final String LIST_TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}";
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    @TempDir
    private static Path folder;

    private static Path jar;
    private static Path archive;

    /** The words that the program told to start with, without the command. */
    private static List<String> told;

    @BeforeAll
    static void make() throws Exception {
        jar = ProgramJar.write(folder.resolve("program.jar"));
        archive = folder.resolve("an archive.jsa");
        try (TestProgram program = TestProgram.start(
                Map.of(), List.of(java(), "-jar", jar.toString(), "archive", "--output", archive.toString()))) {
            assertThat(program.exitCode(MAKING)).as("%s", program.allErrors()).isZero();
            List<String> said = program.restOfOutput();
            assertThat(said).hasSize(2);
            assertThat(said.get(0)).isEqualTo("archive: " + archive + " (" + Files.size(archive) + " bytes)");
            assertThat(said.get(1)).startsWith("use it: java ");
            told = shell(said.get(1).substring("use it: java ".length()));
            assertThat(told).endsWith("-jar", jar.toString(), "serve");
        }
    }

    @Test
    void archive_isUsedAndTheAnswersAreTheSame() throws Exception {
        String without;
        try (TestProgram program =
                TestProgram.start(Map.of(), List.of(java(), "-jar", jar.toString(), "serve", "--port", "0"))) {
            without = tools(program.awaitReady());
            assertThat(program.seen("maps")).doesNotContain(archive.toString());
        }
        try (TestProgram program = TestProgram.start(Map.of(), started(told, "--port", "0"))) {
            String url = program.awaitReady();
            assertThat(tools(url)).isEqualTo(without).contains("echo");
            assertThat(program.seen("maps")).contains(archive.toString());

            assertThat(tools(url + "/demo-stdio")).isEqualTo(without);
            assertThat(program.descendants())
                    .as("the demo's child is of the same jar")
                    .hasSize(1)
                    .allSatisfy(child -> assertThat(Path.of("/proc", String.valueOf(child.pid()), "maps"))
                            .content()
                            .contains(archive.toString()));
        }
    }

    @Test
    void archiveThatCannotBeUsed_isNotNoticed() throws Exception {
        Path noise = Files.writeString(folder.resolve("noise.jsa"), "no archive".repeat(50_000));
        Path empty = Files.createFile(folder.resolve("empty.jsa"));
        Path other = Files.copy(jar, folder.resolve("other.jar"));
        Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000));
        for (List<String> words : List.of(
                with(noise, jar),
                with(empty, jar),
                with(folder, jar),
                with(folder.resolve("gone.jsa"), jar),
                with(archive, other))) {
            try (TestProgram program = TestProgram.start(Map.of(), started(words, "stdio"))) {
                program.send(INITIALIZE);
                assertThat(program.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":");
                program.closeStdin();
                assertThat(program.exitCode()).isZero();
                assertThat(program.restOfOutput()).isEmpty();
                assertThat(program.allErrors()).isEmpty();
            }
        }
    }

    @Test
    void launcher_makesAnArchiveForTheNextStart() throws Exception {
        Path root = folder.resolve("root of it");
        Path target = Files.createDirectories(root.resolve("mcp-server-standalone/target"));
        Files.createDirectories(root.resolve("mcp-server-standalone/src/main"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("mcp-server-standalone/pom.xml"));
        String trestle =
                Files.copy(Path.of("..", "trestle"), root.resolve("trestle")).toString();
        Files.copy(jar, target.resolve("trestle.jar"));
        List<String> stdio = List.of("bash", trestle, "stdio");

        assertThat(answers(stdio, Map.of("TRESTLE_ARCHIVE", "off"))).doesNotContain(".archive");
        assertThat(archives(target)).isEmpty();
        assertThat(answers(stdio, Map.of("JAVA_TOOL_OPTIONS", "-Xshare:auto"))).doesNotContain(".archive");
        assertThat(archives(target)).isEmpty();
        assertThat(answers(stdio, Map.of())).doesNotContain(".archive");

        Await.until("an archive is made", MAKING, () -> !archives(target).isEmpty());
        Path made = archives(target).get(0);
        assertThat(answers(stdio, Map.of())).contains(made.toString());
        assertThat(archives(target)).containsExactly(made);

        byte[] whole = Files.readAllBytes(made);
        Files.delete(made);
        Files.write(made, Arrays.copyOf(whole, whole.length / 2));
        try (TestProgram program = TestProgram.start(environment(Map.of()), List.of("bash", trestle, "--version"))) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.restOfOutput()).containsExactly("trestle development");
        }
    }

    /** Speaks to the program as a client that starts it; what files its JVM has mapped. */
    private static String answers(List<String> command, Map<String, String> environment) throws Exception {
        try (TestProgram program = TestProgram.start(environment(environment), command)) {
            program.send(INITIALIZE);
            assertThat(program.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":");
            String maps = program.seen("maps");
            assertThat(program.descendants().stream().filter(ArchiveTest::isShell))
                    .as("whoever makes an archive is no child of the program")
                    .isEmpty();
            program.closeStdin();
            assertThat(program.exitCode()).isZero();
            assertThat(program.restOfOutput()).isEmpty();
            assertThat(program.allErrors()).allMatch(line -> line.startsWith("Picked up "));
            return maps;
        }
    }

    private static boolean isShell(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("bash");
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
        all.putAll(more);
        return all;
    }

    private static List<Path> archives(Path target) {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".archive")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tools(String url) throws Exception {
        TestClient client = new TestClient(url);
        client.initialize();
        return client.post(LIST_TOOLS).body();
    }

    /** The told words with another archive and another jar, without a command. */
    private static List<String> with(Path otherArchive, Path otherJar) {
        return told.subList(0, told.size() - 1).stream()
                .map(word -> word.replace(archive.toString(), otherArchive.toString())
                        .replace(jar.toString(), otherJar.toString()))
                .toList();
    }

    private static List<String> started(List<String> words, String... more) {
        return Stream.of(Stream.of(java()), words.stream(), Stream.of(more))
                .flatMap(part -> part)
                .toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A command line as a shell takes it apart. */
    private static List<String> shell(String line) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line).start();
        try (var words = shell.inputReader()) {
            return words.lines().toList();
        }
    }
}
