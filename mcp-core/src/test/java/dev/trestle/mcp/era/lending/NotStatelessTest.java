package dev.trestle.mcp.era.lending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NotStatelessTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final NotStateless none = new NotStateless(now::get);

    @Test
    void whatWasSaid_isBelievedForASecond() {
        Principal ann = new Principal("ann", true);
        assertThat(none.isSaid(ann)).isFalse();
        none.said(ann);
        assertThat(none.isSaid(new Principal("ann", true))).isTrue();
        now.addAndGet(NotStateless.NANOS - 1);
        assertThat(none.isSaid(ann)).isTrue();
        now.incrementAndGet();
        assertThat(none.isSaid(ann)).isFalse();
    }

    @Test
    void principals_areNotTakenForEachOther() {
        for (int i = 0; i < 10 * NotStateless.SLOTS; i++) {
            none.said(new Principal("p" + i, true));
            assertThat(none.isSaid(new Principal("p" + i, true))).isTrue();
            assertThat(none.isSaid(new Principal("p" + i, false))).isFalse();
            assertThat(none.isSaid(new Principal("q" + i, true))).isFalse();
        }
    }
}
