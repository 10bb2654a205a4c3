package dev.trestle.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionEndTest {

    private final ManualScheduler time = new ManualScheduler();
    private final SessionRegistry registry = new SessionRegistry(SessionLimits.DEFAULT, time, time.ticker());
    private final McpSession session = registry.open("", new SessionOwner(Principal.ANONYMOUS, "127.0.0.1"));
    private final List<String> told = new ArrayList<>();

    @Test
    void end_tellsEverybodyOnceAndAtOnce() {
        session.onEnd(() -> told.add("first"));
        session.onEnd(() -> told.add("second"));
        assertThat(told).isEmpty();

        registry.end(session);
        registry.end(session);

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void sessionThatIsOver_tellsWhoeverComesLate() {
        registry.end(session);

        session.onEnd(() -> told.add("late"));

        assertThat(told).containsExactly("late");
    }
}
