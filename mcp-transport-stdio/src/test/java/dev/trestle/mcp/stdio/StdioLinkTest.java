package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdioLinkTest {

    private final Children children = new Children();

    @AfterEach
    void leaveNothing() {
        children.close();
    }

    private static void send(StdioLink link, String message) {
        Await.value("sent", link.send(JsonSlice.of(message)));
    }

    @Test
    void messages_goThroughInOrder() {
        StdioLink link = children.start("cat");
        RecordingReceiver receiver = Children.open(link);
        List<String> sent =
                IntStream.range(0, 1000).mapToObj(i -> "{\"n\":" + i + "}").toList();

        sent.forEach(message -> send(link, message));
        receiver.awaitMessages(1000);

        assertThat(receiver.messages).isEqualTo(sent);
    }

    @Test
    void messagesBeforeOpen_areNotLost() {
        StdioLink link = children.sh("echo '{\"early\":1}'; cat");
        send(link, "{\"echo\":1}");

        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(2);

        assertThat(receiver.messages).containsExactly("{\"early\":1}", "{\"echo\":1}");
    }

    @Test
    void longMessages_goThroughBothWays() {
        StdioLink link = children.start("cat");
        RecordingReceiver receiver = Children.open(link);
        String message = "{\"x\":\"" + "y".repeat(5 << 20) + "\"}";

        send(link, message);
        receiver.awaitMessages(1);

        assertThat(receiver.messages.get(0)).isEqualTo(message);
    }

    @Test
    void noiseOnStdout_isSkippedAndCounted() {
        StdioLink link =
                children.sh("echo starting up; echo; echo '  '; printf '  {\"a\":1}\\r\\n'; echo 42; echo '[]'; cat");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(2);

        assertThat(receiver.messages).containsExactly("  {\"a\":1}", "[]");
        assertThat(children.drops).containsExactly(DropReason.NOT_A_MESSAGE, DropReason.NOT_A_MESSAGE);
    }

    @Test
    void lineOverMaxLine_isSkippedAndTheLinkGoesOn() {
        children.maxLine = 1000;
        StdioLink link = children.sh("printf '{%02000d}\\n' 0; echo '{\"a\":1}'; cat");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);

        assertThat(receiver.messages).containsExactly("{\"a\":1}");
        assertThat(children.drops).containsExactly(DropReason.LINE_TOO_LONG);
    }

    @Test
    void floodOnStderr_doesNotStopTheServer() {
        StdioLink link = children.sh("head -c 10485760 /dev/zero | tr '\\0' 'x' >&2; echo '{\"done\":1}'; cat");
        RecordingReceiver receiver = Children.open(link);

        receiver.awaitMessages(1);

        assertThat(receiver.messages).containsExactly("{\"done\":1}");
    }

    @Test
    void exit_isToldOnceWithCodeAndEndOfStderr() {
        children.env = Map.of("API_TOKEN", "s3cr3t-value", "REGION", "eu-north-17");
        StdioLink link = children.sh("for i in 1 2 3; do echo line$i >&2; done;"
                + " echo '{\"last\":1}'; echo \"bad token $API_TOKEN in $REGION\" >&2; exit 3");
        RecordingReceiver receiver = Children.open(link);

        McpReply.Failure why = Await.value("the link is over", receiver.closed);

        assertThat(why.reason()).isEqualTo(TrestleError.BACKEND_EXITED);
        assertThat(Children.message(why))
                .isEqualTo("Server 'srv' exited with code 3; last lines of its stderr:\n"
                        + "line1\nline2\nline3\nbad token *** in ***");
        assertThat(receiver.messages).containsExactly("{\"last\":1}");
        Await.value("closed", link.close(Duration.ofSeconds(2)));
        assertThat(receiver.closings).hasSize(1);
        assertThat(children.limit.running()).isZero();
    }

    @Test
    void exitBeforeTheLinkIsOpened_losesNothingOfWhatWasSaid() {
        StdioLink link = children.sh("echo '{\"last\":1}'; echo sorry >&2; exit 4");
        Await.until(
                "the link knows of the end",
                () -> link.send(JsonSlice.of("{}")).toCompletableFuture().isCompletedExceptionally());

        RecordingReceiver receiver = Children.open(link);

        assertThat(Children.message(Await.value("the link is over", receiver.closed)))
                .isEqualTo("Server 'srv' exited with code 4; last lines of its stderr:\nsorry");
        assertThat(receiver.messages).containsExactly("{\"last\":1}");
        assertThat(receiver.closings).hasSize(1);
    }

    @Test
    void kill_isToldWithinASecondEvenIfADescendantHoldsThePipes() {
        StdioLink link = children.sh("sleep 300 & echo '{\"pid\":'$$',\"child\":'$!'}'; wait");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);
        long[] pids = pids(receiver.messages.get(0));
        long begin = System.nanoTime();

        ProcessHandle.of(pids[0]).orElseThrow().destroyForcibly();
        McpReply.Failure why = Await.value("the link is over", receiver.closed);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(Children.message(why)).startsWith("Server 'srv' exited with code 137 (killed by SIGKILL)");
    }

    @Test
    void sendAfterTheEnd_failsWithTheReason() {
        StdioLink link = children.sh("exit 0");
        Await.value("the link is over", Children.open(link).closed);

        assertThat(Await.failure("refused", link.send(JsonSlice.of("{}"))))
                .isInstanceOf(McpException.class)
                .hasMessageStartingWith("Server 'srv' exited with code 0");
    }

    @Test
    void stdoutClosedByALivingServer_endsTheLink() {
        StdioLink link = children.sh("echo oops >&2; exec >&-; sleep 300");
        RecordingReceiver receiver = Children.open(link);

        McpReply.Failure why = Await.value("the link is over", receiver.closed);

        assertThat(why.reason()).isEqualTo(TrestleError.BACKEND_LOST);
        assertThat(Children.message(why))
                .contains("closed its standard streams")
                .contains("oops");
    }

    @Test
    @Tag("limit:stdinQueue")
    void serverThatDoesNotRead_isBusyAndBlocksNobody() {
        children.stdinQueue = 100_000;
        StdioLink link = children.sh("sleep 300");
        Children.open(link);
        JsonSlice message = JsonSlice.of("{\"x\":\"" + "y".repeat(10_000) + "\"}");
        long begin = System.nanoTime();
        CompletionStage<Void> sent = link.send(message);
        for (int i = 0; i < 100 && !sent.toCompletableFuture().isCompletedExceptionally(); i++) {
            sent = link.send(message);
        }
        CompletionStage<Void> last = sent;

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(Await.failure("refused", last))
                .isInstanceOfSatisfying(
                        McpException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(TrestleError.BUSY))
                .hasMessageMatching("Server 'srv' has not read yet what was sent to it: \\d{5,6} bytes wait,"
                        + " and the limit is stdinQueue, 100000 bytes");
        long closing = System.nanoTime();
        Await.value("closed", link.close(Duration.ofSeconds(1)));
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(2));
    }

    static long[] pids(String message) {
        return Pattern.compile("[0-9]+")
                .matcher(message)
                .results()
                .mapToLong(match -> Long.parseLong(match.group()))
                .toArray();
    }
}
