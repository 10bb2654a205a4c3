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

    @Test
    void nobodyIsAtIt_whoeverBringsRunsIt() {
        Mailbox mailbox = new Mailbox(
                task -> {
                    throw new AssertionError("not needed");
                },
                1);
        mailbox.put(() -> ran.add(Thread.currentThread().getName()));

        assertThat(ran).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void somebodyIsAtIt_heRunsWhatOthersBring() {
        Mailbox mailbox = new Mailbox(Runnable::run, 10);
        mailbox.put(() -> {
            mailbox.add(() -> ran.add("second"));
            mailbox.add(() -> ran.add("third"));
            ran.add("first");
        });

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void isFull_countsWhatWasBroughtAndNothingElse() {
        Mailbox mailbox = new Mailbox(Runnable::run, 2);
        List<Boolean> full = new ArrayList<>();
        mailbox.put(() -> {
            mailbox.add(() -> full.add(mailbox.isFull()));
            mailbox.add(() -> {});
            mailbox.put(() -> {});
            full.add(mailbox.isFull());
            mailbox.put(() -> {});
            full.add(mailbox.isFull());
        });

        assertThat(full).containsExactly(false, true, true);
        assertThat(mailbox.isFull()).isFalse();
    }
}
