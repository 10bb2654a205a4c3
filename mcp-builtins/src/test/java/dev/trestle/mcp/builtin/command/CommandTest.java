package dev.trestle.mcp.builtin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2:command")
class CommandTest {

    @TempDir
    Path temp;

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(temp);
        Files.createDirectories(bench.folder.resolve("docs"));
        Files.writeString(bench.folder.resolve("docs/a.txt"), "of a\n");
        bench.program("tool", "echo \"started $*\" >> " + bench.canary, "echo said; echo complained >&2; exit 3");
    }

    @AfterEach
    void close() {
        bench.close();
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void hints_tellTheTruthOfEachTool() {
        bench.start(options -> options.allow("tool {word}", "cat {path}"));
        Json tools = bench.list().at("/tools");
        assertThat(tools.items())
                .extracting(tool -> tool.at("/name").text())
                .containsExactly("command_explain", "command_dry_run", "command_run");
        assertThat(tools.items())
                .extracting(tool -> tool.at("/annotations/readOnlyHint").bool())
                .containsExactly(true, true, false);
        assertThat(tools.items())
                .extracting(tool -> tool.at("/annotations/destructiveHint").bool())
                .containsExactly(false, false, true);
        assertThat(tools.at("/2/description").text()).contains("tool {word}; cat {path}");
        assertThat(tools.at("/2/inputSchema/additionalProperties").bool()).isFalse();
    }

    @Test
    void run_tellsExitCodeAndBothOutputs() {
        bench.start(options -> options.allow("tool {word}"));
        Json result = bench.result("command_run", Bench.argv("tool", "x"));
        assertThat(result.at("/structuredContent/exitCode").integer()).isEqualTo(3);
        assertThat(result.at("/structuredContent/stdout").text()).isEqualTo("said\n");
        assertThat(result.at("/structuredContent/stderr").text()).isEqualTo("complained\n");
        assertThat(result.at("/structuredContent/truncated").bool()).isFalse();
        assertThat(result.at("/structuredContent/timedOut").bool()).isFalse();
        assertThat(result.at("/structuredContent/ended").text()).isEqualTo("exited");
        assertThat(result.at("/structuredContent/durationMs").integer()).isNotNegative();
        assertThat(result.at("/content/0/text").text()).contains("exit code 3", "said", "complained");
        assertThat(result.at("/isError").isPresent()).isFalse();
    }

    @Test
    void dryRun_doesEverythingButRun() {
        bench.start(options -> options.allow("tool {word}"));
        Json plan = bench.result("command_dry_run", Bench.argv("tool", "x")).at("/structuredContent");
        assertThat(plan.at("/allowed").bool()).isTrue();
        assertThat(plan.at("/argv")).isEqualTo(Json.parse("[\"tool\",\"x\"]"));
        assertThat(plan.at("/program").text())
                .isEqualTo(bench.programs.resolve("tool").toString());
        assertThat(bench.canary).doesNotExist();
        assertThat(bench.events()).containsExactly(Event.DRY_RUN);
    }

    @Test
    void explanation_namesProgramRuleFolderVariablesAndLimits() {
        bench.start(options -> options.allow("tool {word}", "cat {path}").deny("cat * a.txt"));
        Json plan = bench.result("command_explain", "{\"argv\":[\"cat\",\"a.txt\"],\"cwd\":\"docs\",\"timeout\":2.5}")
                .at("/structuredContent");
        assertThat(plan.at("/allowed").bool()).isFalse();
        assertThat(plan.at("/reason").text()).isEqualTo("a rule denies it");
        assertThat(plan.at("/rule").text()).isEqualTo("cat * a.txt");
        assertThat(plan.at("/cwd").text()).isEqualTo("docs");
        assertThat(plan.at("/environment")).isEqualTo(Json.parse("[\"BENCH\",\"LANG\",\"PATH\"]"));
        assertThat(plan.at("/limits/timeoutMs").integer()).isEqualTo(2_500);
        assertThat(plan.at("/limits/maxOutput").integer()).isEqualTo(1 << 20);
        assertThat(plan.at("/limits/maxProcesses").integer()).isEqualTo(64);
        assertThat(bench.events()).containsExactly(Event.EXPLAINED);
    }

    @Test
    void refusal_namesTheArgumentThatDoesNotFit() {
        bench.start(options -> options.allow("tool", "tool list {path} {int}", "cat {path}"));
        Json refused = bench.result("command_run", Bench.argv("tool", "list", "docs", "many"));
        assertThat(refused.at("/content/0/text").text()).contains("argv[3] is no number");
        assertThat(refused.at("/structuredContent/trestle/code").text()).isEqualTo("command_refused");
        assertThat(bench.run("tool", "list").at("/trestle/reason").text()).contains("argv[2] is missing");
    }

    @Test
    void withoutRules_nothingIsAllowed() {
        bench.start(options -> options);
        assertThat(bench.run("ls").at("/trestle/reason").text()).isEqualTo("no rule allows anything");
        bench.list()
                .at("/tools")
                .items()
                .forEach(tool -> assertThat(tool.at("/description").text()).contains("Nothing is allowed"));
    }

    @Test
    void command_runsWhereItIsToldTo() {
        bench.start(options -> options.allow("pwd", "cat {path}"));
        assertThat(bench.run("pwd").at("/stdout").text()).isEqualTo(bench.folder + "\n");
        String inDocs = "{\"argv\":[\"cat\",\"a.txt\"],\"cwd\":\"docs\"}";
        assertThat(bench.result("command_run", inDocs)
                        .at("/structuredContent/stdout")
                        .text())
                .isEqualTo("of a\n");
    }

    @Test
    void environment_isEmptyButForWhatIsNamed() {
        bench.start(options -> options.allow("env"));
        String given = "{\"argv\":[\"env\"],\"env\":{\"BENCH\":\"of the call\"}}";
        String[] lines = bench.result("command_run", given)
                .at("/structuredContent/stdout")
                .text()
                .split("\n");
        assertThat(lines)
                .contains("BENCH=of the call", "LANG=C.UTF-8", "PATH=" + bench.programs + ":/usr/bin:/bin")
                .hasSize(4)
                .anyMatch(line -> line.startsWith("TRESTLE_COMMAND_ID="));
    }

    @Test
    void input_isEmpty() {
        bench.start(options -> options.allow("cat", "cat {path}"));
        assertThat(bench.run("cat").at("/stdout").text()).isEmpty();
    }

    @Test
    void arguments_arriveAsTheyAreWithoutAShell() throws IOException {
        bench.program("args", "for each in \"$@\"; do printf '[%s]' \"$each\"; done")
                .start(options -> options.allow("args {text}..."));
        assertThat(bench.run("args", "a b", "; touch " + bench.canary, "$HOME", "*", "", "日本 é")
                        .at("/stdout")
                        .text())
                .isEqualTo("[a b][; touch " + bench.canary + "][$HOME][*][][日本 é]");
        assertThat(bench.canary).doesNotExist();
    }

    @Test
    void listener_hearsEverythingWithWhoAndWhat() {
        bench.start(options -> options.allow("tool {word}").deny("tool no"));
        bench.run("tool", "yes");
        bench.run("tool", "no");
        bench.result("command_run", "{\"argv\":7}");
        assertThat(bench.events()).containsExactly(Event.STARTED, Event.EXECUTED, Event.REFUSED, Event.REFUSED);
        CommandAttempt executed = bench.attempts.get(1);
        assertThat(executed.principal().name()).isEqualTo("alice");
        assertThat(executed.tool()).isEqualTo("command_run");
        assertThat(executed.argv()).containsExactly("tool", "yes");
        assertThat(executed.rule()).isEqualTo("tool {word}");
        assertThat(executed.exitCode()).isEqualTo(3);
        assertThat(executed.event().type()).isEqualTo("command_executed");
        assertThat(bench.attempts.get(2).rule()).isEqualTo("tool no");
        assertThat(bench.attempts.get(3).argv()).isEmpty();
        assertThat(bench.attempts.get(3).detail()).contains("argv");
    }

    @Test
    void attemptThatCannotBeWrittenDown_isNotMade() {
        bench.start(options -> options.allow("tool {word}").listener(attempt -> {
            throw new IllegalStateException("the disk is full");
        }));
        assertThat(bench.result("command_run", Bench.argv("tool", "x"))
                        .at("/isError")
                        .bool())
                .isTrue();
        assertThat(bench.canary).doesNotExist();
    }

    @Test
    void endThatCannotBeWrittenDown_isToldAllTheSame() {
        bench.start(options -> options.allow("tool {word}").listener(attempt -> {
            if (attempt.event() == Event.EXECUTED) {
                throw new IllegalStateException("the disk is full");
            }
        }));
        assertThat(bench.run("tool", "x").at("/exitCode").integer()).isEqualTo(3);
    }

    @Test
    void programThatCannotBeExecuted_isRefused() throws IOException {
        bench.start(options -> options.allow("tool {word}"));
        Files.delete(bench.programs.resolve("tool"));
        assertThat(bench.run("tool", "x").at("/trestle/reason").text()).contains("is not there any more");
        assertThat(bench.events()).containsExactly(Event.REFUSED);
    }

    @Test
    void programWithoutInterpreter_isToldAsFailed() throws IOException {
        Path script = bench.programs.resolve("tool");
        Files.writeString(script, "#!/none/such/interpreter\n");
        bench.start(options -> options.allow("tool {word}"));
        assertThat(bench.result("command_run", Bench.argv("tool", "x"))
                        .at("/content/0/text")
                        .text())
                .contains("could not be started")
                .doesNotContain(temp.toString());
        assertThat(bench.events()).containsExactly(Event.STARTED, Event.FAILED);
    }

    @Test
    void program_isTheFirstOfThePathAndKnownByOneName() throws IOException {
        bench.program("cat", "echo ours").start(options -> options.allow("cat {path}", "/bin/cat {path}"));
        assertThat(bench.run("cat", "docs/a.txt").at("/stdout").text()).isEqualTo("ours\n");
        assertThat(bench.run("/bin/cat", "docs/a.txt").at("/stdout").text()).isEqualTo("of a\n");
        assertThat(bench.run("/usr/bin/cat", "docs/a.txt").at("/trestle/code").text())
                .isEqualTo("command_refused");
    }

    @Test
    void denial_holdsForAProgramByAllItsNames() throws IOException {
        Files.createSymbolicLink(bench.programs.resolve("other"), bench.programs.resolve("tool"));
        bench.start(options -> options.allow("other {word}", bench.programs.resolve("tool") + " {word}")
                .deny("tool *"));
        assertThat(bench.run("other", "x").at("/trestle/reason").text()).isEqualTo("a rule denies it");
        assertThat(bench.run(bench.programs.resolve("tool").toString(), "x")
                        .at("/trestle/rule")
                        .text())
                .isEqualTo("tool *");
        assertThat(bench.canary).doesNotExist();
    }

    @Test
    void mistakesOfTheOperator_areToldAtOnce() throws IOException {
        Map<String, Commands.Builder> wrong = Map.of(
                "no program nosuch", bench.options().allow("nosuch {path}"),
                "is relative", bench.options().allow("bin/tool"),
                "no program; a rule names one", bench.options().allow("* {path}"),
                "{file}", bench.options().allow("cat {file}"),
                "* stands alone", bench.options().allow("cat a*"),
                "nothing can follow", bench.options().allow("cat * x"),
                "... follows a pattern", bench.options().allow("cat x..."),
                "a rule is empty", bench.options().deny(" "),
                "U+200B", bench.options().allow("ca\u200bt"),
                "* stands at the end of a word", bench.options().deny("git *x"));
        for (String denied : List.of("./tool *", "bin/tool *", "{word} *", "to* *")) {
            assertThatThrownBy(() -> bench.options().deny(denied).build())
                    .as(denied)
                    .hasMessageContaining("is no program; a rule that denies");
        }
        wrong.forEach((why, builder) -> assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why));
        assertThatThrownBy(() -> bench.options().path(List.of("bin")).build()).hasMessageContaining("relative");
        assertThatThrownBy(() -> bench.options()
                        .path(List.of(bench.folder.resolve("docs").toString()))
                        .build())
                .hasMessageContaining("inside the folder of commands");
        assertThatThrownBy(() -> Commands.in(bench.folder.resolve("none")).build())
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> Commands.in(bench.folder.resolve("docs/a.txt")).build())
                .hasMessageContaining("is no folder");
        assertThatThrownBy(() -> bench.options().maxOutput(0).build()).hasMessageContaining("at least 1");
    }

    @Test
    void variablesThatRunOrLoadPrograms_canBeOnNoList() {
        for (String name : List.of(
                "LD_PRELOAD",
                "ld_preload",
                "LD_LIBRARY_PATH",
                "DYLD_INSERT_LIBRARIES",
                "PATH",
                "BASH_ENV",
                "ENV",
                "IFS",
                "GIT_SSH_COMMAND",
                "GIT_CONFIG_GLOBAL",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "PERL5OPT",
                "RUBYOPT",
                "NODE_OPTIONS",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "CLASSPATH",
                "EDITOR",
                "GIT_PAGER",
                "MANPAGER",
                "SSH_ASKPASS",
                "PROMPT_COMMAND",
                "PS4",
                "GCONV_PATH",
                "GLIBC_TUNABLES",
                "TRESTLE_COMMAND_ID",
                "BASH_FUNC_ls%%",
                "A=B",
                "")) {
            Commands.Builder builder = bench.options().environment(List.of(name));
            assertThatThrownBy(builder::build).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
