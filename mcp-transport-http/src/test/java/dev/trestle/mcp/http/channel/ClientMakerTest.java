package dev.trestle.mcp.http.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.link.TestServer;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientMakerTest {

    private static final int CALLS = 50;

    private final TestServer server = new TestServer(asked -> asked.json("{}"));
    private final CountingScheduler scheduler = new CountingScheduler();

    private void call(int times, Duration pooled, Duration pause) throws Exception {
        Duration idle = Duration.ofMinutes(5);
        HttpClient client = ClientMaker.make(ConnectOptions.DEFAULT, idle, pooled, scheduler);
        client.start();
        try {
            for (int i = 0; i < times; i++) {
                client.newRequest(server.url("/"))
                        .idleTimeout(idle.toMillis(), TimeUnit.MILLISECONDS)
                        .send();
                Await.stays("nothing is asked", pause, () -> true);
            }
        } finally {
            client.stop();
        }
    }

    private long connections() {
        return server.asked().stream()
                .map(TestServer.Asked::connection)
                .distinct()
                .count();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callsOneAfterAnother_useOneConnectionAndSetNoTimerEach() throws Exception {
        call(CALLS, Duration.ofSeconds(30), Duration.ZERO);

        assertThat(connections()).isEqualTo(1);
        assertThat(scheduler.scheduled).hasValueLessThan(CALLS / 5);
    }

    @Test
    void connectionThatWasIdleForLong_isNotUsedAgain() throws Exception {
        call(2, Duration.ofMillis(300), Duration.ofMillis(400));

        assertThat(connections()).isEqualTo(2);
    }

    private static final class CountingScheduler extends ScheduledExecutorScheduler {
        private final AtomicInteger scheduled = new AtomicInteger();

        private CountingScheduler() {
            super("test-timer", true);
        }

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.incrementAndGet();
            return super.schedule(task, delay, unit);
        }
    }
}
