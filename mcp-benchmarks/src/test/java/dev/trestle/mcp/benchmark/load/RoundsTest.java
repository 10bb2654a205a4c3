package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final Plan PLAN =
            new Plan(false, 3, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Path.of("trestle.jar"));

    private final List<String> turns = new ArrayList<>();

    @Test
    void order_rotatesWithEachRound() throws IOException {
        Rounds.run(PLAN, List.of(new Fake("a"), new Fake("b"), new Fake("c")));

        assertThat(turns).containsExactly("c", "a", "b", "b", "c", "a", "a", "b", "c");
    }

    @Test
    void ratios_areOfTheSameRound() throws IOException {
        Rounds rounds = Rounds.run(
                PLAN,
                List.of(new Fake("a", cost(20), cost(40), cost(60)), new Fake("b", cost(10), cost(10), cost(20))));

        assertThat(rounds.ratio("a", "b", Cost::serverMicros)).containsExactly(2.0, 4.0, 3.0);
        assertThat(rounds.of("b", Cost::serverMicros)).containsExactly(10_000.0, 10_000.0, 20_000.0);
        assertThat(rounds.notes("x")).isEmpty();
        assertThatThrownBy(() -> rounds.of("c", Cost::serverMicros)).hasMessageContaining("[b, a]");
    }

    @Test
    void roundsThatOthersDisturb_areRepeated() throws IOException {
        Cost loud = new Cost(sample(0), Duration.ofMillis(99), Duration.ofMillis(99), 0.26, 0.5, true);
        Rounds rounds = Rounds.run(PLAN, List.of(new Fake("a", loud, cost(10), loud, cost(20), cost(30))));

        assertThat(rounds.of("a", Cost::serverMicros)).containsExactly(10_000.0, 20_000.0, 30_000.0);
        assertThat(rounds.notes("x"))
                .containsExactly("x: 2 rounds were repeated, because others used over 0.25 of a core");
    }

    @Test
    void machineThatIsNeverQuiet_givesFiguresThatSaySo() throws IOException {
        Cost loud = new Cost(sample(0), Duration.ofMillis(10), Duration.ofMillis(10), 1, 0.5, true);
        Rounds rounds = Rounds.run(PLAN, List.of(new Fake("a", loud, loud, loud, loud, loud, loud)));

        assertThat(rounds.notes("x")).contains("x: others disturbed 3 of the 3 rounds that count");
    }

    @Test
    void roundsInWhichProcessesCameOrWent_neverCount() throws IOException {
        Cost changed = new Cost(sample(0), Duration.ofMillis(10), Duration.ofMillis(-10), 0, 0.5, false);
        Rounds rounds = Rounds.run(PLAN, List.of(new Fake("a", changed, cost(10))));

        assertThat(rounds.of("a", Cost::treeMicros)).containsOnly(10_000.0);
        assertThat(rounds.notes("x")).containsExactly("x: 1 rounds were repeated, because processes came or went");
        assertThatThrownBy(() -> Rounds.run(PLAN, List.of(new Fake("a", changed, changed, changed, changed))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("came or went");
    }

    @Test
    void oneWrongAnswer_failsTheMeasurement() {
        Cost wrong = new Cost(sample(1), Duration.ofMillis(10), Duration.ofMillis(10), 0, 0.5, true);

        assertThatThrownBy(() -> Rounds.run(PLAN, List.of(new Fake("a", cost(10), wrong))))
                .isInstanceOf(IOException.class)
                .hasMessage("1 of 1 answers of a are wrong");
    }

    @Test
    void aClientThatIsBusy_isNoted() throws IOException {
        Cost busy = new Cost(sample(0), Duration.ofMillis(10), Duration.ofMillis(10), 0, 0.95, true);
        Rounds rounds = Rounds.run(PLAN, List.of(new Fake("a", busy, cost(10), busy)));

        assertThat(rounds.notes("x"))
                .containsExactly("x: the load client used over 0.9 of its core in 2 turns, up to 0.95");
    }

    private static Cost cost(int millis) {
        return new Cost(sample(0), Duration.ofMillis(millis), Duration.ofMillis(millis), 0.1, 0.5, true);
    }

    private static Sample sample(long wrong) {
        return new Sample(1, wrong, 1_000_000_000, new Histogram());
    }

    /** Costs what it is told to, and in the end what others do. */
    private final class Fake implements Loaded {

        private final String name;
        private final Deque<Cost> costs;

        Fake(String name, Cost... costs) {
            this.name = name;
            this.costs = new ArrayDeque<>(List.of(costs));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Cost load(Duration time) {
            turns.add(name);
            Cost next = costs.poll();
            return next == null ? cost(10) : next;
        }
    }
}
