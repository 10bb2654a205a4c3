package dev.trestle.mcp.builtin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that was ever tried to get around a list of commands. Every program here would leave a trace if started. */
@Tag("e2:command-bypass")
class BypassTest {

    private static final List<String> PROGRAMS =
            List.of("ls", "cat", "echo", "find", "git", "ssh", "tar", "rm", "sort", "env", "sh", "touch");

    @TempDir
    Path temp;

    private Bench bench;

    @BeforeEach
    void folder_hasWaysOut() throws IOException {
        bench = new Bench(temp);
        for (String program : PROGRAMS) {
            bench.program(program, "echo \"$0 $*\" >> " + bench.canary);
        }
        Path folder = bench.folder;
        Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/readme.txt"), "read me");
        Files.writeString(bench.outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("out"), bench.outside);
        Files.createSymbolicLink(folder.resolve("docs/out"), bench.outside);
        Files.createSymbolicLink(folder.resolve("stolen"), bench.outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("1"), bench.outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("dangling"), bench.outside.resolve("none.txt"));
        Files.createSymbolicLink(folder.resolve("docs/hop"), Path.of("../out"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        for (String planted : List.of("ls", "docs/ls", "planted")) {
            Bench.script(folder.resolve(planted), "echo planted >> " + bench.canary);
        }
        Bench.script(bench.outside.resolve("tool"), "echo outside >> " + bench.canary);
        bench.start(options -> options.allow(
                        "ls",
                        "ls -l {path}",
                        "ls {path}",
                        "cat {path}...",
                        "cat {word}",
                        "echo {word}...",
                        "find {path} *",
                        "git status",
                        "git log *",
                        "git log -n {int}",
                        "git log --max-count={int}",
                        "git fetch {word}",
                        "git commit -m {text}",
                        "git push origin {word}",
                        "ssh {word} {word}",
                        "tar -tf {path}",
                        "sort -- {path}",
                        "rm -- {path}")
                .deny("rm *", "git push * production *", "git * --force* *", "* * secretword *"));
    }

    @AfterEach
    void ends() {
        bench.close();
    }

    private static Arguments of(String name, String... argv) {
        return arguments(name, Bench.argv(argv));
    }

    private static Arguments with(String name, String member, Object value, String... argv) {
        return arguments(
                name,
                JsonWriter.object()
                        .put("argv", List.of(argv))
                        .put(member, value)
                        .toSlice()
                        .toString());
    }

    static Stream<Arguments> shells() {
        return Stream.of(
                of("ampersand", "ls", "docs", "&", "touch", "x"),
                of("ampersand in a path", "ls", "docs & touch x"),
                of("ampersand without blanks", "ls", "docs&touch"),
                of("two ampersands", "ls", "docs && touch x"),
                of("newline", "ls", "docs\ntouch x"),
                of("newline at the end", "ls", "docs\n"),
                of("carriage return", "ls", "docs\rtouch x"),
                of("carriage return and newline", "git", "commit", "-m", "a\r\ntouch x"),
                of("vertical tab", "ls", "docs\u000btouch"),
                of("next line", "git", "commit", "-m", "a\u0085touch x"),
                of("line separator", "git", "commit", "-m", "a\u2028touch x"),
                of("paragraph separator", "ls", "docs\u2029touch x"),
                of("tab", "ls", "docs\ttouch"),
                of("semicolon", "ls", "docs; touch x"),
                of("semicolon alone", "ls", ";", "touch", "x"),
                of("pipe", "ls", "docs | sh"),
                of("two pipes", "ls", "nothing || touch x"),
                of("substitution", "ls", "$(touch x)"),
                of("substitution in a word", "echo", "a$(touch x)"),
                of("variable", "ls", "$HOME"),
                of("variable in braces", "ls", "${HOME}"),
                of("backticks", "ls", "`touch x`"),
                of("redirection out", "ls", "docs > x"),
                of("redirection appended", "ls", ">>x"),
                of("redirection in", "ls", "<docs/readme.txt"),
                of("substitution of a process", "ls", "<(touch x)"),
                of("group", "ls", "(touch x)"),
                of("quotes", "ls", "'docs'"),
                of("double quotes", "ls", "\"docs\""),
                of("backslash", "ls", "docs\\readme.txt"),
                of("glob", "ls", "*"),
                of("glob of one", "ls", "doc?"),
                of("history", "ls", "!!"),
                of("home", "ls", "~"),
                of("home of somebody", "ls", "~root/.ssh"),
                of("all in the program", "ls docs"),
                of("program and separator", "ls;touch"),
                of("program with newline", "ls\n"),
                of("a shell", "sh", "-c", "touch x"),
                of("a shell by its path", "/bin/sh", "-c", "touch x"),
                of("a program that runs others", "env", "touch", "x"));
    }

    static Stream<Arguments> lookalikes() {
        return Stream.of(
                of("fullwidth semicolon", "ls", "docs；touch"),
                of("fullwidth ampersand", "ls", "docs＆touch"),
                of("fullwidth pipe", "ls", "docs｜touch"),
                of("fullwidth dollar", "ls", "＄(touch)"),
                of("fullwidth hyphen", "ls", "－l"),
                of("fullwidth letters", "echo", "ｈｉ"),
                of("small semicolon", "ls", "docs﹔touch"),
                of("Greek question mark", "ls", "docs\u037etouch"),
                of("division slash", "cat", "..\u2215outside\u2215secret.txt"),
                of("fraction slash", "cat", "..\u2044outside"),
                of("fullwidth slash", "cat", "..／outside"),
                of("one dot leader", "cat", "\u2024\u2024/outside"),
                of("two dot leader", "cat", "\u2025/outside"),
                of("fullwidth dots", "cat", "．．/outside"),
                of("zero width space", "ls", "do\u200bcs"),
                of("zero width joiner", "git", "commit", "-m", "a\u200db"),
                of("word joiner", "echo", "a\u2060b"),
                of("byte order mark", "ls", "\ufeffdocs"),
                of("soft hyphen", "ls", "do\u00adcs"),
                of("right to left override", "git", "commit", "-m", "a\u202egpj.exe"),
                of("right to left mark", "ls", "docs\u200f"),
                of("isolate", "ls", "\u2066docs\u2069"),
                of("tag character", "git", "commit", "-m", "a\uDB40\uDC41"),
                of("no-break space", "ls", "docs\u00a0x"),
                of("ideographic space", "ls", "docs\u3000x"),
                of("non-breaking hyphen", "ls", "\u2011l"),
                of("minus sign", "ls", "\u2212l"),
                of("Cyrillic in a word", "echo", "h\u0456"),
                of("Cyrillic in the program", "l\u0455"),
                of("program with an invisible character", "ls\u200b"),
                of("a ligature", "ls", "\ufb01le"),
                of("a private character", "git", "commit", "-m", "\ue000"));
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                of("up", "ls", ".."),
                of("up and on", "cat", "../outside/secret.txt"),
                of("up from below", "cat", "docs/../../outside/secret.txt"),
                of("up through what is not there", "cat", "none/../../outside/secret.txt"),
                of("up at the end of what is not there", "cat", "none/.."),
                of("up with slashes", "cat", "..//..//outside"),
                of("up after a dot", "cat", "./../outside/secret.txt"),
                of("root", "ls", "/"),
                of("path from the root", "cat", "/etc/passwd"),
                of("two slashes", "cat", "//etc/passwd"),
                of("own memory", "cat", "/proc/self/environ"),
                of("root by a process", "cat", "/proc/self/root/etc/passwd"),
                of("link to a folder", "ls", "out"),
                of("beyond a link to a folder", "cat", "out/secret.txt"),
                of("new behind a link", "cat", "out/new.txt"),
                of("link to a file", "cat", "stolen"),
                of("link to a file by a long way", "cat", "docs/../stolen"),
                of("link among words", "echo", "stolen"),
                of("link with the name of a number", "git", "log", "-n", "1"),
                of("link to a link", "ls", "docs/hop"),
                of("link to nothing", "cat", "dangling"),
                of("link to itself", "cat", "loop"),
                of("file as a folder", "cat", "docs/readme.txt/../../stolen"),
                of("encoded", "cat", "..%2foutside", "../outside"),
                of("backslashes", "cat", "..\\outside"),
                of("no path", "ls", ""),
                of("blank", "ls", " "),
                of("blank before", "cat", " docs/readme.txt"),
                of("blank behind", "cat", "docs/readme.txt "),
                of("second of many", "cat", "docs/readme.txt", "../outside/secret.txt"),
                of("rest of a rule", "git", "log", "docs", "/etc/passwd"),
                of("behind a colon", "git", "log", "HEAD:../outside"),
                of("behind an equals sign", "git", "log", "a=/etc/passwd"),
                of("behind an at sign", "find", "docs", "@/etc/passwd"),
                of("URL", "git", "log", "https://example.com/x"),
                with("cwd up", "cwd", "..", "ls"),
                with("cwd up from below", "cwd", "docs/../..", "ls"),
                with("cwd from the root", "cwd", "/", "ls"),
                with("cwd by its own path", "cwd", "/tmp", "ls"),
                with("cwd by a link", "cwd", "out", "ls"),
                with("cwd by a link below", "cwd", "docs/hop", "ls"),
                with("cwd that is not there", "cwd", "none", "ls"),
                with("cwd that is a file", "cwd", "docs/readme.txt", "ls"),
                with("cwd with NUL", "cwd", "docs\0", "ls"),
                with("cwd with newline", "cwd", "docs\n", "ls"),
                with("cwd of home", "cwd", "~", "ls"),
                with("cwd of no text", "cwd", 7, "ls"),
                with("path out of cwd", "cwd", "docs", "ls", "../.."),
                with("link in cwd", "cwd", "docs", "ls", "out"));
    }

    static Stream<Arguments> options() {
        return Stream.of(
                of("short option as a path", "ls", "-R"),
                of("short option with a value", "sort", "--", "-ox"),
                of("option behind two hyphens", "sort", "--", "--output=x"),
                of("two hyphens", "ls", "--", "-l"),
                of("two hyphens alone", "ls", "--"),
                of("one hyphen", "cat", "-"),
                of("long option", "ls", "--all"),
                of("output", "git", "log", "--output=x"),
                of("output apart", "git", "log", "-o", "x"),
                of("exec of git", "git", "fetch", "--exec", "touch"),
                of("exec with a value", "git", "log", "--exec=touch x"),
                of("exec of find", "find", "docs", "-exec", "touch", "x", "+"),
                of("delete of find", "find", "docs", "-delete"),
                of("output of find", "find", "docs", "-fprintf", "x", "%p"),
                of("configuration of git", "git", "-c", "core.pager=touch", "log"),
                of("configuration behind the word", "git", "log", "-ccore.pager=touch"),
                of("pager", "git", "--paginate", "log"),
                of("other folder", "git", "-C", "docs", "status"),
                of("other folder of git", "git", "--git-dir=out", "status"),
                of("upload-pack", "git", "fetch", "--upload-pack=touch"),
                of("upload-pack apart", "git", "fetch", "--upload-pack", "touch"),
                of("proxy command", "ssh", "-oProxyCommand=touch", "host"),
                of("proxy command as a host", "ssh", "host", "-oProxyCommand=touch"),
                of("checkpoint of tar", "tar", "-tf", "--checkpoint-action=exec=touch"),
                of("program of tar", "tar", "-tf", "x", "-I", "touch"),
                of("text that is an option", "git", "commit", "-m", "--amend"),
                of("option for a number", "git", "log", "-n", "-1"),
                of("number with more", "git", "log", "--max-count=1 --output=x"),
                of("number that is none", "git", "log", "--max-count="),
                of("number of another script", "git", "log", "--max-count=\u0661"),
                of("very large number", "git", "log", "--max-count=" + "9".repeat(19)),
                of("too many", "git", "status", "x"),
                of("too few", "git"),
                of("denied by its name", "rm", "--", "docs/readme.txt"),
                of("denied though allowed", "git", "push", "origin", "production"),
                of("denied anywhere", "git", "log", "secretword"));
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                of("planted beside", "./ls"),
                of("planted below", "docs/ls"),
                of("planted by a way around", "docs/../ls"),
                of("planted and not on the list", "planted"),
                of("by its path", "/bin/ls"),
                of("by a path up", "../outside/tool"),
                of("large letters", "LS"),
                of("mixed letters", "Git", "status"),
                of("large word", "git", "STATUS"),
                of("blank behind the program", "ls "),
                of("blank before the program", " ls"),
                of("blank behind a word", "git", "status "),
                of("no name", ""),
                of("dot", "."),
                of("assignment", "A=b", "ls"),
                of("NUL in the program", "ls\0"),
                of("NUL in an argument", "cat", "docs/readme.txt\0/../../outside"),
                of("NUL in a text", "git", "commit", "-m", "a\0b"),
                of("very long", "git", "commit", "-m", "x".repeat(4_097)),
                of(
                        "very long in all",
                        Stream.concat(Stream.of("echo"), Stream.generate(() -> "x".repeat(1_000)))
                                .limit(64)
                                .toArray(String[]::new)),
                of(
                        "very many",
                        Stream.concat(Stream.of("echo"), Stream.generate(() -> "x"))
                                .limit(65)
                                .toArray(String[]::new)),
                of("none"),
                arguments("no argv", "{}"),
                arguments("null", "{\"argv\":null}"),
                arguments("a line", "{\"argv\":\"ls\"}"),
                arguments("a line for a shell", "{\"command\":\"ls\"}"),
                arguments("a line besides", "{\"argv\":[\"ls\"],\"command\":\"touch x\"}"),
                arguments("a shell to be used", "{\"argv\":[\"ls\"],\"shell\":true}"),
                arguments("a number", "{\"argv\":[\"ls\",1]}"),
                arguments("a list in the list", "{\"argv\":[\"ls\",[\"docs\"]]}"),
                arguments("an object in the list", "{\"argv\":[{\"toString\":\"ls\"}]}"),
                arguments("null in the list", "{\"argv\":[\"ls\",null]}"),
                arguments("half a character", "{\"argv\":[\"git\",\"commit\",\"-m\",\"\\ud800\"]}"),
                with("time for ever", "timeout", 1e9, "ls"),
                with("no time", "timeout", 0, "ls"),
                with("less than no time", "timeout", -1, "ls"),
                with("time that is none", "timeout", "1", "ls"));
    }

    static Stream<Arguments> environments() {
        return Stream.of(
                        "LD_PRELOAD",
                        "LD_LIBRARY_PATH",
                        "PATH",
                        "BASH_ENV",
                        "ENV",
                        "IFS",
                        "GIT_SSH_COMMAND",
                        "GIT_PAGER",
                        "PAGER",
                        "EDITOR",
                        "HOME",
                        "PYTHONPATH",
                        "NODE_OPTIONS",
                        "JAVA_TOOL_OPTIONS",
                        "TRESTLE_COMMAND_ID",
                        "SECRET",
                        "bench",
                        "BENCH ",
                        "BENCH=x",
                        "",
                        "A\0B")
                .map(name -> with("variable " + name.replace('\0', '0'), "env", Map.of(name, "x"), "git", "status"));
    }

    static Stream<Arguments> environmentValues() {
        return Stream.of(
                with("NUL in a variable", "env", Map.of("BENCH", "a\0b"), "git", "status"),
                with("newline in a variable", "env", Map.of("BENCH", "a\nPATH=x"), "git", "status"),
                with("very long variable", "env", Map.of("BENCH", "x".repeat(5_000)), "git", "status"),
                with("variable that is no text", "env", Map.of("BENCH", 1), "git", "status"),
                with("variables that are a text", "env", "LD_PRELOAD=x", "git", "status"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"shells", "lookalikes", "paths", "options", "programs", "environments", "environmentValues"})
    void bypass_isRefusedAndStartsNothing(String name, String arguments) {
        for (String tool : List.of("command_dry_run", "command_run")) {
            Json result = bench.result(tool, arguments);
            assertThat(result.at("/isError").bool()).as(tool).isTrue();
        }
        assertThat(bench.events()).containsExactly(Event.REFUSED, Event.REFUSED);
        assertThat(bench.canary).doesNotExist();
        assertThat(bench.outside.resolve("none.txt")).doesNotExist();
        assertThat(bench.processes()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void explanation_startsNothingEither(String name, String arguments) {
        Json result = bench.result("command_explain", arguments);
        if (result.has("/structuredContent")) {
            assertThat(result.at("/structuredContent/allowed").bool()).isFalse();
            assertThat(result.at("/structuredContent/reason").text()).doesNotContain(temp.toString());
        }
        assertThat(bench.canary).doesNotExist();
    }

    static Stream<Arguments> honest() {
        return Stream.of(
                of("alone", "ls"),
                of("path", "ls", "docs/readme.txt"),
                of("option of a rule", "ls", "-l", "docs"),
                of("path that is not there", "cat", "docs/new.txt", "none/new.txt"),
                of("path with blanks and letters", "cat", "docs/d\u00e9j\u00e0 vu.txt"),
                of("down and up", "cat", "docs/deep/../readme.txt"),
                of("rest", "git", "log", "HEAD~3", "main..dev", "docs"),
                of("rest of nothing", "git", "log"),
                of("number", "git", "log", "-n", "20"),
                of("number behind a beginning", "git", "log", "--max-count=20"),
                of("text that only a shell would mind", "git", "commit", "-m", "a; touch $(x) `y` && z | w > v é 日本"),
                of("words", "echo", "a", "b.c", "d-e_f"),
                with("cwd", "cwd", "docs", "ls", "readme.txt"),
                with("variable", "env", Map.of("BENCH", "x"), "git", "status"));
    }

    /** Keeps the corpus alive: what is refused above is refused for its own sake. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("honest")
    void honestCommand_isRun(String name, String arguments) {
        Json result = bench.result("command_run", arguments);
        assertThat(result.at("/structuredContent/exitCode").integer()).isZero();
        assertThat(bench.canary).exists();
        assertThat(bench.events()).containsExactly(Event.STARTED, Event.EXECUTED);
    }

    @Test
    void programThatWasExchanged_isRefused() throws IOException {
        Path git = bench.programs.resolve("git");
        Files.delete(git);
        Files.createSymbolicLink(git, bench.outside.resolve("tool"));
        assertThat(bench.result("command_run", Bench.argv("git", "status"))
                        .at("/content/0/text")
                        .text())
                .contains("is another file than when the gateway was started");
        assertThat(bench.canary).doesNotExist();
    }

    @Test
    void programThatIsNoneAnyMore_isRefused() throws IOException {
        // Without #! the JDK would have a shell run it.
        Files.writeString(bench.programs.resolve("git"), "echo started >> " + bench.canary + "\n");
        assertThat(bench.result("command_run", Bench.argv("git", "status"))
                        .at("/content/0/text")
                        .text())
                .contains("neither a program nor a script");
        assertThat(bench.canary).doesNotExist();
    }

    @Test
    void folderThatBecameALink_isRefused() throws IOException {
        Files.delete(bench.folder.resolve("docs/deep"));
        String deep = JsonWriter.object()
                .put("argv", List.of("ls"))
                .put("cwd", "docs/deep")
                .toSlice()
                .toString();
        Files.createSymbolicLink(bench.folder.resolve("docs/deep"), bench.outside);
        assertThat(bench.result("command_run", deep).at("/isError").bool()).isTrue();
        assertThat(bench.canary).doesNotExist();
    }
}
