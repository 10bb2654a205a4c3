package dev.trestle.mcp.testkit.junit;

import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.reference.Flaw;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import dev.trestle.mcp.testkit.subject.ObjectSubject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The extension is worth something only if it catches what each kind of leak leaves. */
class LeakySubjectsTest {

    private static final Allowance SOON = Allowance.NONE.within(Duration.ofMillis(300));
    private static final List<Process> PROCESSES = new ArrayList<>();
    private static final List<CountDownLatch> THREADS = new ArrayList<>();

    @AfterEach
    void endWhatTheyLeft() throws InterruptedException {
        THREADS.forEach(CountDownLatch::countDown);
        for (Process process : PROCESSES) {
            process.destroyForcibly().waitFor();
        }
    }

    private static ObjectSubject at(String url) {
        return ObjectSubject.of(() -> URI.create(url), () -> {}).allowing(SOON);
    }

    private static void startThread(String name) {
        CountDownLatch end = new CountDownLatch(1);
        THREADS.add(end);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void thread_isCaughtAfterTheTest() {
        ClassRun.of(ThreadLeft.class).fails("call()", "left behind", "worker-7");
    }

    @Test
    void process_isCaughtAfterTheTest() {
        ClassRun.of(ProcessLeft.class).fails("call()", "left behind", "process ");
    }

    @Test
    void session_isCaughtAfterTheTest() {
        ClassRun.of(SessionLeft.class).fails("call(URI)", "gauge sessions=1 instead of 0");
    }

    @Test
    void sessionOfAServerThatForgetsDeletes_isCaughtAfterTheTest() {
        ClassRun.of(DeletesForgotten.class).fails("call(RawMcpClient)", "gauge sessions=1 instead of 0");
    }

    @Test
    void pendingCall_isCaughtAfterTheTest() {
        ClassRun.of(CallLeft.class).fails("call()", "gauge pendingCalls=1 instead of 0");
    }

    @Test
    void growthWithinTheAllowance_isNoLeakAndBeyondItIsOne() {
        ClassRun.of(GrowingALittle.class).passes("call()");
        ClassRun.of(GrowingTooMuch.class).fails("call()", "gauge threads=14 instead of 3");
    }

    @Test
    void poolThread_isCaughtAfterTheClass() {
        ClassRun.of(PoolLeft.class).fails("LeakySubjectsTest$PoolLeft", "left behind", "pool-of-mine-1");
    }

    @Test
    void poolThatEndsWithItsSubject_isNoLeak() {
        ClassRun.of(PoolEnded.class).passes("call()");
    }

    @ExtendWith(TrestleExtension.class)
    static class ThreadLeft {
        @Subject
        static final McpSubject SUBJECT = at("http://127.0.0.1:1/");

        @Test
        void call() {
            startThread("worker-7");
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class ProcessLeft {
        @Subject
        static final McpSubject SUBJECT = at("http://127.0.0.1:1/");

        @Test
        void call() throws IOException {
            PROCESSES.add(new ProcessBuilder("sleep", "1000").start());
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class SessionLeft {
        static final ReferenceServer SERVER = new ReferenceServer();

        @Subject
        static final McpSubject SUBJECT = reference(SERVER);

        @Test
        void call(URI url) {
            RawMcpClient.of(url).initialize("2025-11-25", "{}");
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class DeletesForgotten {
        @Subject
        static final McpSubject SUBJECT = reference(new ReferenceServer(Flaw.FORGETS_DELETES));

        @Test
        void call(RawMcpClient client) {
            client.request("ping", null);
        }
    }

    private static McpSubject reference(ReferenceServer server) {
        return ObjectSubject.of(server::start, server)
                .gauge("sessions", server.gauges().get("sessions"))
                .allowing(server.allowance().within(Duration.ofMillis(300)));
    }

    @ExtendWith(TrestleExtension.class)
    static class CallLeft {
        static final AtomicLong PENDING = new AtomicLong();

        @Subject
        static final McpSubject SUBJECT = at("http://127.0.0.1:1/").gauge("pendingCalls", PENDING::get);

        @Test
        void call() {
            PENDING.incrementAndGet();
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class GrowingALittle {
        static final AtomicLong COUNT = new AtomicLong(3);

        @Subject
        static final McpSubject SUBJECT =
                at("http://127.0.0.1:1/").gauge("threads", COUNT::get).allowing(SOON.growth("threads", 10));

        @Test
        void call() {
            COUNT.addAndGet(10);
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class GrowingTooMuch {
        static final AtomicLong COUNT = new AtomicLong(3);

        @Subject
        static final McpSubject SUBJECT =
                at("http://127.0.0.1:1/").gauge("threads", COUNT::get).allowing(SOON.growth("threads", 10));

        @Test
        void call() {
            COUNT.addAndGet(11);
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class PoolLeft {
        @Subject
        static final McpSubject SUBJECT = at("http://127.0.0.1:1/").allowing(SOON.poolThreads("pool-of-mine-.*"));

        @Test
        void call() {
            startThread("pool-of-mine-1");
        }
    }

    @ExtendWith(TrestleExtension.class)
    static class PoolEnded {
        @Subject
        static final McpSubject SUBJECT = ObjectSubject.of(
                        () -> URI.create("http://127.0.0.1:1/"), () -> THREADS.forEach(CountDownLatch::countDown))
                .allowing(SOON.poolThreads("pool-of-mine-.*"));

        @Test
        void call() {
            startThread("pool-of-mine-2");
        }
    }
}
