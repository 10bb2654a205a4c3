package dev.trestle.mcp.builtin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.interceptor.cache.Caching;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryResourcesTest {

    private static final String DOCS = "trestle-files:///docs/";

    @TempDir
    private Path outside;

    private Path docs;

    @BeforeEach
    void fill() throws IOException {
        docs = Files.createDirectory(outside.resolve("docs"));
        write("docs/a.md", "# A");
        write("docs/sub/b.txt", "b");
    }

    private void write(String path, String text) throws IOException {
        Path file = outside.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private DirectoryResources resources(DirectoryOptions options) {
        return DirectoryResources.of(Map.of("docs", docs), options);
    }

    private static McpServer server(DirectoryResources resources) {
        McpServer.Builder server = McpServer.builder("files", "1");
        resources.resources().forEach(server::resource);
        return server.build();
    }

    private Reader reader() {
        return new Reader(server(resources(DirectoryOptions.DEFAULT)));
    }

    @Test
    @Tag("e2:resources")
    void files_areResources_byPathsWithoutTheFolders() throws IOException {
        write("docs/ä b%/c#.json", "{}");
        write("docs/.hidden", "x");
        write("docs/.git/config", "x");
        try (Reader reader = reader()) {
            Json list = reader.result("resources/list", Map.of());

            assertThat(reader.uris())
                    .containsExactly(DOCS + "a.md", DOCS + "sub/b.txt", DOCS + "%C3%A4%20b%25/c%23.json");
            assertThat(list.at("/resources/0"))
                    .hasToString(
                            "{\"uri\":\"" + DOCS + "a.md\",\"name\":\"docs/a.md\",\"mimeType\":\"text/markdown\"}");
            assertThat(list.toString()).doesNotContain(outside.toString());
            assertThat(reader.read(DOCS + "%C3%A4%20b%25/c%23.json").at("/text").text())
                    .isEqualTo("{}");
        }
    }

    @Test
    @Tag("e2:resources")
    void contents_areTextIfTheyAreUtf8_andReadAtEachRequest() throws IOException {
        byte[] bytes = {(byte) 0xC3, 0x28, 0, 1};
        Files.write(docs.resolve("x.bin"), bytes);
        Files.write(docs.resolve("latin.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
        write("docs/plain", "text");
        try (Reader reader = reader()) {
            assertThat(reader.read(DOCS + "a.md"))
                    .hasToString("{\"uri\":\"" + DOCS + "a.md\",\"mimeType\":\"text/markdown\",\"text\":\"# A\"}");
            Json blob = reader.read(DOCS + "x.bin");
            assertThat(Base64.getDecoder().decode(blob.at("/blob").text())).isEqualTo(bytes);
            assertThat(blob.at("/mimeType").text()).isEqualTo("application/octet-stream");
            assertThat(reader.read(DOCS + "latin.txt").has("/blob")).isTrue();
            assertThat(reader.read(DOCS + "plain").at("/mimeType").text()).isEqualTo("text/plain");

            write("docs/a.md", "# B");
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# B");
        }
    }

    /** The hostile names of the seed's hardening tests, and some more. */
    @ParameterizedTest
    @Tag("e2:hardening")
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "a.md\0../../etc/passwd",
                "/etc/passwd",
                "~/.ssh/id_rsa",
                "/proc/self/environ",
                "file:///etc/passwd",
                "C:\\Windows\\System32\\config\\SAM",
                DOCS + "../secret",
                DOCS + "%2e%2e/secret",
                DOCS + "..%2fsecret",
                DOCS + "sub/../a.md",
                DOCS + "sub%2Fb.txt",
                DOCS + "/a.md",
                DOCS + "a.md\0",
                DOCS + "a.md%00",
                DOCS + "a.md/",
                DOCS + "sub",
                DOCS,
                DOCS + ".hidden",
                "trestle-files:///other/a.md",
                "'; DROP TABLE resources; --",
                "<script>alert(1)</script>",
                ""
            })
    void hostileNames_areUnknownOnes(String uri) throws IOException {
        write("secret", "secret");
        write("docs/.hidden", "secret");
        try (Reader reader = reader()) {
            assertThat(reader.refusal(uri)).isEqualTo("-32002 there is no resource " + uri);
        }
    }

    @Test
    @Tag("e2:hardening")
    void linksThatLeadOut_areNotThere_andOthersAre() throws IOException {
        write("secret", "secret");
        write("docs/.hidden", "secret");
        Files.createSymbolicLink(docs.resolve("out.txt"), outside.resolve("secret"));
        Files.createSymbolicLink(docs.resolve("up"), outside);
        Files.createSymbolicLink(docs.resolve("round"), docs);
        Files.createSymbolicLink(docs.resolve("dotted"), docs.resolve(".hidden"));
        Files.createSymbolicLink(docs.resolve("gone"), docs.resolve("nothing"));
        Files.createSymbolicLink(docs.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(docs.resolve("in.md"), Path.of("a.md"));
        try (Reader reader = reader()) {
            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "in.md", DOCS + "sub/b.txt");
            assertThat(reader.read(DOCS + "in.md").at("/text").text()).isEqualTo("# A");
        }
    }

    @Test
    @Tag("e2:hardening")
    void whatIsSwappedAfterTheList_isNotThere() throws IOException {
        write("secret", "secret");
        write("b.txt", "secret");
        write("docs/dir.txt", "x");
        write("docs/went.txt", "x");
        try (Reader reader = reader()) {
            Files.delete(docs.resolve("a.md"));
            Files.createSymbolicLink(docs.resolve("a.md"), outside.resolve("secret"));
            Files.delete(docs.resolve("dir.txt"));
            Files.createDirectory(docs.resolve("dir.txt"));
            Files.delete(docs.resolve("went.txt"));
            // Its folder is another one now, in which there is a file of the same name.
            Files.delete(docs.resolve("sub/b.txt"));
            Files.delete(docs.resolve("sub"));
            Files.createSymbolicLink(docs.resolve("sub"), outside);

            for (String name : List.of("a.md", "dir.txt", "went.txt", "sub/b.txt")) {
                assertThat(reader.refusal(DOCS + name)).isEqualTo("-32002 there is no resource " + DOCS + name);
            }
        }
    }

    @Test
    @Tag("e2:hardening")
    void fileThatCannotBeRead_isAnErrorWithoutItsPlace() throws IOException {
        // What nobody can read, whoever runs this: the memory of a process where nothing is.
        FileJail jail = new FileJail(Path.of("/proc/self"));
        assertThatThrownBy(() -> DirectoryResources.read(jail, Path.of("mem"), "uri", null, 10))
                .isInstanceOf(ToolError.class)
                .hasMessage("this file cannot be read now");
    }

    @Test
    @Tag("limit:maxFile")
    void filesThatAreTooLarge_areLeftOut_andNotReadIfTheyGrow() throws IOException {
        write("docs/large.txt", "12345");
        try (Reader reader = new Reader(server(resources(new DirectoryOptions(10, 4, 10))))) {
            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "sub/b.txt");
            write("docs/a.md", "1234");
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("1234");
            write("docs/a.md", "12345");
            assertThat(reader.refusal(DOCS + "a.md")).contains("this file is larger than 4 bytes (maxFile)");
        }
    }

    @Test
    @Tag("limit:maxFiles")
    void moreFilesThanMayBe_areLeftOut() throws IOException {
        write("docs/c.md", "c");
        Path more = Files.createDirectory(outside.resolve("more"));
        Files.writeString(more.resolve("d.md"), "d");
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put("docs", docs);
        folders.put("more", more);
        try (Reader reader = new Reader(server(DirectoryResources.of(folders, new DirectoryOptions(2, 100, 10))))) {
            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "c.md");
        }
        // Nor are entries looked at without end.
        for (int i = 0; i < 50; i++) {
            write("docs/.hidden" + i, "x");
        }
        assertThat(resources(new DirectoryOptions(1, 100, 10)).resources()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    @Tag("limit:maxDepth")
    void filesThatAreTooDeep_areLeftOut() throws IOException {
        write("docs/sub/deep/c.txt", "c");
        try (Reader reader = new Reader(server(resources(new DirectoryOptions(10, 100, 2))))) {
            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "sub/b.txt");
        }
    }

    @Test
    void folderThatIsNone_isRefusedByItsName() {
        assertThatThrownBy(() -> DirectoryResources.of(Map.of("docs", docs.resolve("a.md")), DirectoryOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("folder docs is none")
                .hasMessageNotContaining(outside.toString());
    }

    @Test
    @Tag("e2:resources")
    void reload_addsRemovesAndTellsOfChanges() throws IOException {
        DirectoryResources resources = resources(DirectoryOptions.DEFAULT);
        McpServer server = server(resources);
        try (Reader reader = new Reader(server)) {
            reader.result("resources/subscribe", Map.of("uri", DOCS + "a.md"));
            resources.reload(server);
            assertThat(reader.peer().notifications()).isEmpty();

            write("docs/new.md", "new");
            Files.delete(docs.resolve("sub/b.txt"));
            write("docs/a.md", "# longer");
            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "sub/b.txt");
            resources.reload(server);

            assertThat(reader.uris()).containsExactly(DOCS + "a.md", DOCS + "new.md");
            assertThat(reader.peer().notifications())
                    .extracting(Notification::method)
                    .containsOnlyOnce("notifications/resources/updated")
                    .contains("notifications/resources/list_changed");
        }
    }

    @Test
    void reload_ofAFolderThatIsGone_leavesAllAsItWas() throws IOException {
        DirectoryResources resources = resources(DirectoryOptions.DEFAULT);
        McpServer server = server(resources);
        try (Reader reader = new Reader(server)) {
            Files.move(docs, outside.resolve("elsewhere"));
            assertThatThrownBy(() -> resources.reload(server)).isInstanceOf(IllegalArgumentException.class);
            assertThat(reader.uris()).hasSize(2);
            assertThat(reader.refusal(DOCS + "a.md")).startsWith("-32002");

            Files.move(outside.resolve("elsewhere"), docs);
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# A");
        }
    }

    /** The seed's rule, which is an option here: a change is not visible before the time is over, and a reload clears. */
    @Test
    @Tag("e2:resources")
    void cacheThatIsOn_showsTheFileAsItWas_untilTheTtlOrAReload() throws IOException {
        AtomicLong now = new AtomicLong();
        CacheOptions.Ttl ttl = new CacheOptions.Ttl(Duration.ofSeconds(300), Duration.ofSeconds(60));
        Caching caching = new Caching(new CacheOptions(1 << 20, Map.of("files", ttl)), now::get);
        try (Reader reader = new Reader(server(resources(DirectoryOptions.DEFAULT)), caching)) {
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# A");
            write("docs/a.md", "# B");
            now.set(Duration.ofSeconds(60).toNanos() - 1);
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# A");
            now.incrementAndGet();
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# B");

            write("docs/a.md", "# C");
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# B");
            caching.reload();
            assertThat(reader.read(DOCS + "a.md").at("/text").text()).isEqualTo("# C");
        }
    }
}
