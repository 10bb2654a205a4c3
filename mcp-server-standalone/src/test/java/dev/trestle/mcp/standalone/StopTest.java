package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How the program ends, with calls running and with children that do not want to. */
class StopTest {

    private static final Duration WITHIN = Duration.ofSeconds(5);

    @Test
    void termUnderLoad_endsWithinFiveSecondsAndLeavesNoChild() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("serve --port 0 --", ShellServer.stubborn()))) {
            String url = program.awaitReady();
            List<CompletableFuture<HttpResponse<String>>> calls = callsThatNeverEnd(url, 4);
            List<ProcessHandle> children = program.descendants();
            assertThat(children).hasSizeGreaterThanOrEqualTo(4);

            program.signal("TERM");

            assertThat(program.exitCode(WITHIN)).isZero();
            assertGone(children);
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                assertThat(call.handle((answer, cut) -> true).get(1, TimeUnit.SECONDS))
                        .isTrue();
            }
        }
    }

    @Test
    void whileDraining_openConnectionsAreToldSo() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("serve --port 0 --", ShellServer.stubborn()))) {
            String url = program.awaitReady();
            callsThatNeverEnd(url, 1);
            try (RawConnection open = new RawConnection(URI.create(url))) {
                assertThat(open.get("/health")).startsWith("HTTP/1.1 200");

                program.signal("TERM");
                awaitRefusal(url);

                assertThat(open.get("/livez")).startsWith("HTTP/1.1 200");
                assertThat(open.get("/health"))
                        .startsWith("HTTP/1.1 503")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .contains("{\"status\":\"draining\"}");
            }
        }
    }

    @Test
    void secondTerm_killsAtOnce() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("serve --port 0 --", ShellServer.stubborn()))) {
            String url = program.awaitReady();
            callsThatNeverEnd(url, 1);
            List<ProcessHandle> children = program.descendants();

            program.signal("TERM");
            awaitRefusal(url);
            program.signal("TERM");

            assertThat(program.exitCode(Duration.ofSeconds(2))).isEqualTo(1);
            assertGone(children);
        }
    }

    @Test
    void termWithoutWork_endsAtOnce() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("serve --port 0 --", ShellServer.polite()))) {
            new TestClient(program.awaitReady()).initialize();
            List<ProcessHandle> children = program.descendants();

            program.signal("TERM");

            assertThat(program.exitCode(Duration.ofSeconds(2))).isZero();
            assertGone(children);
        }
    }

    @Test
    void interrupt_isLikeTerm() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            program.awaitReady();
            program.signal("INT");
            assertThat(program.exitCode(WITHIN)).isZero();
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> callsThatNeverEnd(String url, int number)
            throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            TestClient client = new TestClient(url);
            assertThat(client.initialize().statusCode()).isEqualTo(200);
            calls.add(client.postLater("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"));
        }
        return calls;
    }

    /** The listener is closed first, so that is how one sees that the end has begun. */
    private static void awaitRefusal(String url) throws Exception {
        long end = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < end) {
            try {
                new Socket("127.0.0.1", URI.create(url).getPort()).close();
            } catch (ConnectException refused) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("the program still accepts connections");
    }

    static void assertGone(List<ProcessHandle> children) {
        for (ProcessHandle child : children) {
            child.onExit().completeOnTimeout(child, 1, TimeUnit.SECONDS).join();
            assertThat(child.isAlive()).as("child %s", child.pid()).isFalse();
        }
    }
}
