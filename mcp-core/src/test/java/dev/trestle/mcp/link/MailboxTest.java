package dev.trestle.mcp.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final List<String> ran = new ArrayList<>();

    @Test
    void executorRefuses_tasksRunAllTheSame() {
        Mailbox mailbox = new Mailbox(
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                1);
        mailbox.add(() -> ran.add("first"));
        mailbox.put(() -> ran.add("second"));
        mailbox.put(() -> ran.add("third"));

        assertThat(ran).containsExactly("first", "second", "third");
    }
}
