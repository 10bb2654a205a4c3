package dev.trestle.mcp.benchmark.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

    @Test
    void answers_comeAllAndInAnotherOrder() throws InterruptedException {
        Shuffle shuffle = new Shuffle();
        List<Integer> given = new ArrayList<>();
        for (int number = 0; number < 160; number++) {
            int answer = number;
            shuffle.add(() -> given.add(answer));
        }

        while (given.size() < 160) {
            shuffle.next().forEach(Runnable::run);
        }

        List<Integer> asked = IntStream.range(0, 160).boxed().toList();
        assertThat(given).containsExactlyInAnyOrderElementsOf(asked).isNotEqualTo(asked);
    }
}
