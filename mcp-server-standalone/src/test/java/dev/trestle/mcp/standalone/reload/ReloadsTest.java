package dev.trestle.mcp.standalone.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.standalone.reload.Reloads.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadsTest {

    private final List<String> heard = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private final Reloads reloads = new Reloads((by, outcomes) -> heard.add(by + " " + outcomes));

    @Test
    void partThatFails_keepsNobodyElseFromBeingRead() {
        reloads.add("first", () -> {
            throw new IllegalArgumentException("line 3 is wrong");
        });
        reloads.add("second", () -> {
            throw new IllegalStateException("an inside that is nobody's to know");
        });
        reloads.add("third", () -> read.add("third"));

        List<Outcome> outcomes = reloads.run("operator");

        assertThat(outcomes)
                .containsExactly(
                        new Outcome("first", "line 3 is wrong"),
                        new Outcome("second", "failed in a way that it should not; the log says more"),
                        new Outcome("third", null));
        assertThat(read).containsExactly("third");
        assertThat(heard).containsExactly("operator " + outcomes);
    }

    @Test
    void nothingToRead_isToldToo() {
        assertThat(reloads.run("operator")).isEmpty();
        assertThat(heard).containsExactly("operator []");
    }
}
