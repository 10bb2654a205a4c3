package dev.trestle.mcp.testkit.junit;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.log.LogCapture;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.CommandSubject;
import dev.trestle.mcp.testkit.subject.McpSubject;
import dev.trestle.mcp.testkit.subject.ObjectSubject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(TrestleExtension.class)
class TrestleExtensionTest {

    private static final AtomicInteger STARTS = new AtomicInteger();
    private static final ReferenceServer SERVER = new ReferenceServer();

    @Subject
    private static final McpSubject SUBJECT = ObjectSubject.of(
                    () -> {
                        STARTS.incrementAndGet();
                        return SERVER.start();
                    },
                    SERVER)
            .gauge("sessions", SERVER.gauges().get("sessions"))
            .allowing(SERVER.allowance());

    private RawMcpClient prepared;

    @BeforeAll
    static void urlIsKnown(URI url) {
        assertThat(url).isEqualTo(SERVER.endpoint());
    }

    @BeforeEach
    void clientsAreReady(RawMcpClient client) {
        prepared = client;
    }

    @Test
    void clients_haveSessionsOfTheirOwn(RawMcpClient one, RawMcpClient other, URI url) {
        assertThat(List.of(one.sessionId(), other.sessionId(), prepared.sessionId()))
                .doesNotHaveDuplicates();
        assertThat(one.callTool("echo", "{\"message\":\"hello\"}")).hasText("hello");
        assertThat(SUBJECT.gauges().get("sessions").getAsLong()).isEqualTo(3);
        assertThat(url).isEqualTo(SERVER.endpoint());
        assertThat(STARTS).hasValue(1);
    }

    @Test
    void log_isThatOfTheTest(LogCapture log) {
        LoggerFactory.getLogger("example").warn("now");

        assertThat(log.lines()).containsExactly("WARN example - now");
        assertThat(STARTS).hasValue(1);
    }

    @Nested
    class Inner {
        @Test
        void subjectOfTheOuterClass_isUsed(RawMcpClient client) {
            assertThat(client.request("ping", null)).isResult();
            assertThat(STARTS).hasValue(1);
        }
    }

    @Test
    void program_isReadFromTheTestOn() {
        ClassRun.of(Programs.class).passes("first(LogCapture, URI)", "second(LogCapture)");
    }

    @ExtendWith(TrestleExtension.class)
    static class Programs {
        @Subject
        static final CommandSubject SUBJECT = CommandSubject.of(
                "sh", "-c", "echo trestle: ready http://127.0.0.1:1/mcp; while read l; do echo got $l; done; exit 0");

        @Test
        void first(LogCapture log, URI url) {
            assertThat(log.lines()).isEmpty();
            assertThat(url).hasPort(1);
        }

        @Test
        void second(LogCapture log) throws Exception {
            SUBJECT.process()
                    .getOutputStream()
                    .write("sesame-open\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            SUBJECT.process().getOutputStream().flush();

            assertThat(log.await("got").containsSecret("sesame-open")).isTrue();
        }
    }

    @Test
    void classWithoutSubject_isToldToHaveOne() {
        ClassRun.of(NoSubject.class).fails("TrestleExtensionTest$NoSubject", "has no static field with @Subject");
    }

    @ExtendWith(TrestleExtension.class)
    static class NoSubject {
        @Test
        void test() {}
    }

    @Test
    void classWithTwoSubjects_isToldToKeepOne() {
        ClassRun.of(TwoSubjects.class).fails("TrestleExtensionTest$TwoSubjects", "2 static fields", "keep one");
    }

    @ExtendWith(TrestleExtension.class)
    static class TwoSubjects {
        @Subject
        static final McpSubject ONE = McpSubject.at(URI.create("http://127.0.0.1:1/"));

        @Subject
        static final McpSubject TWO = McpSubject.at(URI.create("http://127.0.0.1:2/"));

        @Test
        void test() {}
    }

    @Test
    void clientForTheWholeClass_isRefused() {
        ClassRun.of(ClientTooEarly.class).fails("TrestleExtensionTest$ClientTooEarly", "belongs to one test");
    }

    @ExtendWith(TrestleExtension.class)
    static class ClientTooEarly {
        @Subject
        static final McpSubject SUBJECT = McpSubject.at(URI.create("http://127.0.0.1:1/"));

        @BeforeAll
        static void before(RawMcpClient client) {}

        @Test
        void test() {}
    }

    @Test
    void subjectThatDoesNotStart_failsTheClassAndIsClosed() {
        ClassRun.of(Unstartable.class).fails("TrestleExtensionTest$Unstartable", "port in use");
        assertThat(Unstartable.CLOSED).hasValue(1);
    }

    @ExtendWith(TrestleExtension.class)
    static class Unstartable {
        static final AtomicInteger CLOSED = new AtomicInteger();

        @Subject
        static final McpSubject SUBJECT = ObjectSubject.of(
                () -> {
                    throw new java.io.IOException("port in use");
                },
                CLOSED::incrementAndGet);

        @Test
        void test() {}
    }
}
