package dev.trestle.mcp.builtin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand commands of pieces that bypasses are made of, against a second opinion that shares no code with the first. */
@Tag("e2:command-bypass")
class PolicyFuzzTest {

    private static final long SEED = 20_261_123;
    private static final int COMMANDS = 10_000;
    private static final List<String> PIECES = List.of(
            "ls",
            "cat",
            "echo",
            "head",
            "rm",
            "docs",
            "docs",
            "docs",
            "a.txt",
            "out",
            "stolen",
            "x",
            "log",
            "-n",
            "-l",
            "12",
            "--",
            "-",
            "--output=",
            "--exec",
            "/",
            "/etc/passwd",
            "..",
            ".",
            "../",
            "./",
            " ",
            "&",
            "&&",
            ";",
            "|",
            "$(x)",
            "`x`",
            ">",
            "<",
            "\n",
            "\r",
            "\t",
            "\0",
            "\\",
            "'",
            "\"",
            "*",
            "?",
            "~",
            "=",
            ":",
            "@",
            "；",
            "＆",
            "\u200b",
            "\u202e",
            "\u2215",
            "\uff0f",
            "é");
    /** What may be allowed at the very most, whole commands written with blanks between: stricter and simpler than the rules. */
    private static final Pattern AT_MOST =
            Pattern.compile("(ls( -l)?( PATH)?)|(cat PATH( PATH)*)|(echo( WORD)+)|(head -n [0-9]{1,18} PATH)");

    @TempDir
    Path temp;

    @Test
    void whatASecondOpinionForbids_isNeverAllowed() throws IOException {
        Path folder = Files.createDirectories(temp.toRealPath().resolve("folder"));
        Files.createDirectories(folder.resolve("docs/docs"));
        Files.writeString(folder.resolve("docs/a.txt"), "a");
        Files.createSymbolicLink(folder.resolve("out"), temp);
        Files.createSymbolicLink(folder.resolve("docs/out"), temp);
        Files.createSymbolicLink(folder.resolve("stolen"), Path.of("/etc/passwd"));
        Policy policy = new Policy(
                Jail.of(folder),
                List.of(
                        "ls",
                        "ls -l",
                        "ls {path}",
                        "ls -l {path}",
                        "cat {path}...",
                        "echo {word}...",
                        "head -n {int} {path}"),
                List.of("rm *", "cat * docs/a.txt"),
                List.of(Path.of("/usr/bin"), Path.of("/bin")));
        Random random = new Random(SEED);
        int allowed = 0;
        for (int i = 0; i < COMMANDS; i++) {
            List<String> argv = command(random);
            if (policy.judge(argv, folder).allowed()) {
                allowed++;
                assertThat(forbidden(argv, folder))
                        .as("command %s of seed %s: %s", i, SEED, argv)
                        .isFalse();
            }
        }
        assertThat(allowed).as("some are allowed, or nothing would be tested").isGreaterThan(100);
    }

    private static List<String> command(Random random) {
        List<String> argv = new ArrayList<>();
        argv.add(PIECES.get(random.nextInt(random.nextInt(10) == 0 ? PIECES.size() : 4)));
        int words = random.nextInt(4);
        if (argv.get(0).equals("head") && random.nextBoolean()) {
            argv.add("-n");
        }
        for (int i = 0; i < words; i++) {
            StringBuilder word = new StringBuilder();
            int pieces = 1 + random.nextInt(random.nextBoolean() ? 1 : 3);
            for (int j = 0; j < pieces; j++) {
                word.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            argv.add(word.toString());
        }
        return argv;
    }

    private static boolean forbidden(List<String> argv, Path folder) {
        if (argv.get(0).equals("cat") && argv.contains("docs/a.txt")) {
            return true;
        }
        StringBuilder shape = new StringBuilder(argv.get(0));
        for (int i = 1; i < argv.size(); i++) {
            String word = argv.get(i);
            boolean literal =
                    (argv.get(0).equals("head") && i <= 2) || (argv.get(0).equals("ls") && i == 1 && word.equals("-l"));
            shape.append(' ').append(literal ? word : argv.get(0).equals("echo") ? name(word) : path(word, folder));
        }
        return !AT_MOST.matcher(shape).matches();
    }

    private static String name(String word) {
        return word.matches("\\w[\\w.-]*") ? "WORD" : "BAD";
    }

    /** Walks the path step by step, as a kernel would, without asking the JDK for real paths. */
    private static String path(String word, Path folder) {
        if (!word.matches("[\\w.@=:/ é~-]+")
                || word.startsWith("~")
                || word.startsWith("-")
                || word.startsWith("/")
                || word.isBlank()) {
            return "BAD";
        }
        int depth = 0;
        Path at = folder;
        for (String step : word.split("/+")) {
            at = at.resolve(step).normalize();
            depth += step.equals("..") ? -1 : step.equals(".") || step.isEmpty() ? 0 : 1;
            if (depth < 0 || Files.isSymbolicLink(at)) {
                return "BAD";
            }
        }
        return "PATH";
    }
}
