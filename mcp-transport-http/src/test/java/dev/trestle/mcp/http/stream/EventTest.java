package dev.trestle.mcp.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "9, 10", "10, 99", "12, 100", "305, 1002003", "999999999999999999, 999999999999999999"})
    void numbers_areWrittenAsTheyAreRead(long stream, long number) {
        Event event = new Event(stream, number, JsonSlice.of("{}"));

        assertThat(new String(event.toBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("event: message\nid: " + stream + "-" + number + "\ndata: {}\n\n");
        assertThat(Event.Id.parse(event.id())).isEqualTo(new Event.Id(stream, number));
    }
}
