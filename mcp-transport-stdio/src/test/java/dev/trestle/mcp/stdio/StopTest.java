package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How children end: by themselves if they can, and all of what they started with them. */
class StopTest {

    private static final String STUBBORN = "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 1; done' & "
            + "echo \"{$$ $!}\"; while :; do sleep 1; done";

    private final Children children = new Children();

    @AfterEach
    void leaveNothing() {
        children.close();
    }

    private static void assertAllGone(long... pids) {
        Await.until(
                Arrays.toString(pids) + " are gone", () -> Arrays.stream(pids).noneMatch(Children::isAlive));
    }

    @Test
    void serverThatEndsOnEof_isGivenTheTime() {
        StdioLink link = children.sh("echo \"{$$}\"; cat; echo '{\"bye\":1}'");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);
        long begin = System.nanoTime();

        Await.value("closed", link.close(Duration.ofSeconds(10)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(receiver.messages).hasSize(2).last().isEqualTo("{\"bye\":1}");
        assertThat(Await.value("the link is over", receiver.closed).reason()).isEqualTo(TrestleError.SESSION_ENDED);
        assertThat(children.limit.running()).isZero();
    }

    @Test
    void serverThatIgnoresEof_isAskedToEnd() {
        StdioLink link =
                children.sh("trap 'echo {\\\"term\\\":1}; exit 0' TERM; echo \"{$$}\"; while :; do sleep 0.05; done");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);

        Await.value("closed", link.close(Duration.ofSeconds(1)));

        assertThat(receiver.messages).last().isEqualTo("{\"term\":1}");
    }

    @Test
    void serverThatIgnoresEofAndTerm_isKilledWithItsDescendants() {
        StdioLink link = children.sh(STUBBORN);
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);
        long begin = System.nanoTime();

        Await.value("closed", link.close(Duration.ofSeconds(1)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
        assertAllGone(StdioLinkTest.pids(receiver.messages.get(0)));
        assertThat(receiver.closings).hasSize(1);
        assertThat(children.limit.running()).isZero();
    }

    @Test
    void secondCloseWithLessGrace_bringsTheEndForward() {
        StdioLink link = children.sh(STUBBORN);
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);
        children.stopGrace = Duration.ofSeconds(30);
        CompletionStage<Void> slow = link.close(Duration.ofSeconds(60));

        Await.value("closed", Duration.ofSeconds(2), link.close(Duration.ZERO));

        Await.value("closed", slow);
        assertAllGone(StdioLinkTest.pids(receiver.messages.get(0)));
    }

    @Test
    @Tag("limit:stopGrace")
    void stopGrace_boundsEachStepWhateverTheGraceOfTheSession() {
        children.stopGrace = Duration.ofMillis(200);
        StdioLink link = children.sh(STUBBORN);
        Children.open(link).awaitMessages(1);

        Await.value("closed", Duration.ofSeconds(5), link.close(Duration.ofMinutes(5)));

        assertThat(children.limit.running()).isZero();
    }

    @Test
    void wrapperThatDies_takesTheRealServerWithIt() {
        children.stopGrace = Duration.ofMillis(300);
        StdioLink link = children.sh("sh -c 'trap \"\" TERM; echo \"{$$ $PPID}\"; while :; do sleep 1; done'; true");
        RecordingReceiver receiver = Children.open(link);
        receiver.awaitMessages(1);
        long[] pids = StdioLinkTest.pids(receiver.messages.get(0));

        ProcessHandle.of(pids[1]).orElseThrow().destroyForcibly();
        Await.value("the link is over", receiver.closed);

        assertAllGone(pids);
        Await.until("the place is given back", () -> children.limit.running() == 0);
    }

    @Test
    void killAll_endsEverythingAtOnce() {
        StdioLink one = children.sh(STUBBORN);
        StdioLink two = children.sh(STUBBORN);
        List<RecordingReceiver> receivers = List.of(Children.open(one), Children.open(two));
        receivers.forEach(receiver -> receiver.awaitMessages(1));

        ChildLimit.killAll();

        receivers.forEach(receiver -> assertAllGone(StdioLinkTest.pids(receiver.messages.get(0))));
        Await.until("the places are given back", () -> children.limit.running() == 0);
    }
}
