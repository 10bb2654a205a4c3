package dev.trestle.mcp.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactorCostTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    // Long enough to tell a line from a curve; some of these cost thousands of steps for each character.
    private static final int LONG = 1 << 18;

    private static Redactor redactor() {
        Redactor redactor = Redactor.builder().personal(true).pattern("aaaa?").build();
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            redactor.secrets().add("b" + "a".repeat(40 + i) + "xyz" + i);
            redactor.secrets().add(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
        }
        redactor.secrets().add("abab" + "a".repeat(4000) + "xyz");
        return redactor;
    }

    static Stream<String> attacks() {
        return Stream.of(
                "a",
                "ab",
                "=",
                ":",
                "token=",
                "password=",
                "password:",
                "password=\"",
                "password='\\",
                "eyJ",
                "eyJ-",
                "eyJa.",
                "eyJhbGciOi.",
                "sk-",
                "ghp_",
                "bearer ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY",
                "://a:",
                "@",
                "a@",
                "+1",
                "1 ",
                "4",
                "\\",
                "\\u0041",
                "%41",
                "%",
                "%25",
                "\\\\",
                "--",
                "--token ",
                "Authorization: ",
                "cookie",
                "key",
                "aaaa",
                "QUtJ",
                "cGFzc3dvcmQ9",
                "a.",
                "pass",
                "secret secret=",
                "[REDACTED:");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void fourTimesTheText_takesAboutFourTimesTheTime(String attack) {
        Redactor redactor = redactor();
        String quarter = attack.repeat(LONG / 4 / attack.length());
        String whole = quarter.repeat(4);
        redactor.redact(whole);
        // The best of several tries, and several rounds: the first ones run before the compiler is done.
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 5 && least > 8; round++) {
            least = Math.min(least, (double) best(redactor, whole) / best(redactor, quarter));
        }
        assertThat(least)
                .as("time of a long text against that of a quarter; squared it would be 16")
                .isLessThanOrEqualTo(8);
    }

    private static long best(Redactor redactor, String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            redactor.redact(text);
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    @Test
    void ordinaryText_isHardlyEverTakenForASecret() {
        List<String> corpus = corpus();
        Redactor redactor = Redactor.builder().build();
        List<String> wrong = corpus.stream()
                .filter(line -> !redactor.redact(line).equals(line))
                .toList();
        double rate = 100.0 * wrong.size() / corpus.size();
        System.out.printf("redaction: %d false positives in %d texts, %.3f %%%n", wrong.size(), corpus.size(), rate);
        assertThat(rate)
                .as("percent, such as %s", wrong.stream().limit(5).toList())
                .isLessThanOrEqualTo(0.2);
    }

    private static List<String> corpus() {
        Random random = new Random(11);
        List<String> corpus = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            corpus.add("commit " + HexFormat.of().formatHex(bytes) + " Merge branch 'main' into topic-" + i);
            corpus.add(
                    "id=" + new UUID(random.nextLong(), random.nextLong()) + " took " + random.nextInt(9000) + " ms");
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            corpus.add("sha256:" + HexFormat.of().formatHex(digest));
            corpus.add("sha512-" + Base64.getEncoder().encodeToString(digest));
            byte[] image = new byte[300 + random.nextInt(3000)];
            random.nextBytes(image);
            corpus.add("data:image/png;base64," + Base64.getEncoder().encodeToString(image));
            corpus.add("{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\""
                    + Base64.getEncoder().encodeToString(image) + "\"}");
        }
        for (int i = 0; i < 20; i++) {
            corpus.addAll(prose());
        }
        return corpus;
    }

    private static List<String> prose() {
        return """
            The quick brown fox jumps over the lazy dog, and the key to the cellar hangs by the door.
            To reset your password open the settings, choose Security, and follow the three steps that are shown there.
            A token is a unit of text; models count tokens: the more there are, the longer it takes.
            int tokenCount = lexer.tokens().size();
            final String token = tokenizer.next();
            if (password == null || password.isEmpty()) { throw new IllegalArgumentException("password is empty"); }
            private final Map<Key, Value> cache = new HashMap<>();
            for (Map.Entry<String, String> entry : headers.entrySet()) { keys.add(entry.getKey()); }
            SELECT id, name FROM users WHERE primary_key = 42 AND foreign_key = 'orders_2024' ORDER BY sort_key;
            at dev.trestle.mcp.link.RequestCorrelator.settle(RequestCorrelator.java:211)
            2026-11-22T21:00:00.123Z INFO Server 'files' is ready after 812 ms, 14 tools, 3 prompts, 2 resources
            {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"search","arguments":{"query":"key figures"}}}
            {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p-1234567890","progress":5}}
            {"max_tokens":4096,"temperature":0.7,"stop":["END"],"total_tokens":1234}
            npm install --save-dev typescript@5.4.2 eslint@9.1.0 && npm run build
            https://example.com/search?q=java+streams&page=2&sort=asc&key=value
            ssh -p 2222 git@github.com:acme/widgets.git
            docker run -e MODE=production -p 8080:80 registry.example.com/acme/web:1.2.3
            public static final int DEFAULT_KEYBOARD_LAYOUT = 0x0409;
            The secretary of the committee: please send the minutes to all members by Friday.
            Basic knowledge of Java is required; bearer shares are not traded here.
            git log --pretty=format:"%h %an %s" --since=2.weeks
            C:\\Users\\name\\AppData\\Local\\Temp\\new\\file.txt was not found
            Content-Type: application/json; charset=utf-8
            progress 50% done, 25%20 left, ETA 3:05
            The authorization server issues tokens after the user has consented.
            enum TokenType { IDENTIFIER, NUMBER, STRING, END }
            def authenticate(username: str, password: str) -> bool:
            cookies are sweet; the cookie jar is empty
            key: value
            """.lines().toList();
    }

    @Test
    void ordinaryText_isRedactedFast() {
        Redactor redactor = redactorOfServer();
        String lines = String.join("\n", prose()) + "\n";
        String text = lines.repeat(LONG / lines.length());
        byte[] image = new byte[LONG * 3 / 4];
        new Random(3).nextBytes(image);
        String blob = Base64.getEncoder().encodeToString(image);
        for (int i = 0; i < 5; i++) {
            redactor.redact(text);
            redactor.redact(blob);
        }
        double prose = rate(redactor, text);
        double binary = rate(redactor, blob);
        System.out.printf("redaction: %.0f MB/s of prose and code, %.0f MB/s of Base64%n", prose, binary);
        // Far below what any machine does; what it guards against is a factor, not a share.
        assertThat(Math.min(prose, binary)).isGreaterThan(2);
    }

    private static Redactor redactorOfServer() {
        Redactor redactor = Redactor.builder().build();
        for (int i = 0; i < 50; i++) {
            redactor.secrets().add(UUID.nameUUIDFromBytes(("s" + i).getBytes(StandardCharsets.UTF_8)) + "-secret");
        }
        return redactor;
    }

    private static double rate(Redactor redactor, String text) {
        return text.length() * 1000.0 / best(redactor, text);
    }
}
