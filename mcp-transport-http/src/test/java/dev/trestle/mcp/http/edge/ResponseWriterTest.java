package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.stream.Event;
import dev.trestle.mcp.http.stream.ResponseWriter;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResponseWriterTest {

    private final InMemoryCaller.Both exchange = new InMemoryCaller.Both("GET", "/mcp", Map.of(), -2);
    private final AtomicInteger closed = new AtomicInteger();
    private final ResponseWriter writer = new ResponseWriter(exchange, 300_000, closed::incrementAndGet);

    private Event event(int number, int size) {
        return new Event(1, number, JsonSlice.of("\"" + "x".repeat(size) + "\""), null);
    }

    @Test
    void whatQueuesUpBeforeTheFirstWrite_leavesInOne() {
        exchange.head(200, Map.of());
        for (int i = 1; i <= 20; i++) {
            assertThat(writer.offer(event(i, 100))).isTrue();
        }
        writer.release();

        assertThat(exchange.writes).isEqualTo(1);
        for (int i = 1; i <= 20; i++) {
            assertThat(exchange.caller.event().id()).isEqualTo("1-" + i);
        }
    }

    @Test
    void whatQueuesUpDuringAWrite_leavesInOneAfterIt() {
        exchange.head(200, Map.of());
        writer.offer(event(1, 100_000));
        writer.release();
        for (int i = 2; i <= 10; i++) {
            writer.offer(event(i, 100));
            writer.flush();
        }
        assertThat(exchange.writes).isEqualTo(1);

        for (int i = 1; i <= 10; i++) {
            assertThat(exchange.caller.event().id()).isEqualTo("1-" + i);
        }
        assertThat(exchange.writes).isEqualTo(2);
    }

    @Test
    void queueOverItsLimit_takesNoMore() {
        exchange.head(200, Map.of());
        writer.offer(event(1, 100_000));
        writer.release();
        int taken = 0;
        while (taken < 100 && writer.offer(event(taken + 2, 50_000))) {
            taken++;
        }

        assertThat(taken).isEqualTo(6);
    }

    @Test
    void end_comesAfterWhatIsQueuedAndIsToldOnce() {
        exchange.head(200, Map.of());
        writer.offer(event(1, 10));
        writer.end();
        writer.release();
        writer.flush();

        assertThat(exchange.caller.event().id()).isEqualTo("1-1");
        assertThat(exchange.caller.event()).isNull();
        assertThat(closed).hasValue(1);
        assertThat(exchange.writes).isEqualTo(1);
    }

    @Test
    void everyIntervalOfSilence_isBrokenByAComment() {
        exchange.head(200, Map.of());
        writer.release();
        assertThat(exchange.writes).isEqualTo(1);
        writer.heartbeat();
        assertThat(exchange.writes).isEqualTo(2);
        writer.heartbeat();
        assertThat(exchange.writes).isEqualTo(3);
        writer.offer(event(1, 10));
        writer.flush();
        writer.heartbeat();
        assertThat(exchange.writes).isEqualTo(4);
        writer.heartbeat();
        assertThat(exchange.writes).isEqualTo(5);
    }

    @Test
    void failedWrite_closesAndIsTold() {
        exchange.head(200, Map.of());
        exchange.abort();
        writer.offer(event(1, 10));
        writer.release();

        assertThat(closed).hasValue(1);
        assertThat(writer.isClosed()).isTrue();
    }
}
