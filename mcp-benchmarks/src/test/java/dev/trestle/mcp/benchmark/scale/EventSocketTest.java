package dev.trestle.mcp.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSocketTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void events_areCountedHoweverTheyAreCut(int piece) throws Exception {
        String text = HEAD
                + chunk(":\n\n")
                + chunk("id: 1-1\ndata: {\"method\":\"x/list_changed\"}\n\n")
                + chunk("data: {\"method\":\"x/list_")
                + chunk("changed\"}\n\ndata: acknowledged\n\n")
                + "0\r\n\r\n";
        try (EventSockets all = new EventSockets(new InetSocketAddress("127.0.0.1", 1), "list_changed")) {
            EventSocket socket = new EventSocket(all, new byte[0]);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < bytes.length; at += piece) {
                socket.read(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }

            assertThat(socket.status()).isEqualTo(200);
            assertThat(socket.expected()).isEqualTo(2);
            assertThat(socket.other()).isEqualTo(1);
            assertThat(all.heardSoFar()).isEqualTo(2);
        }
    }

    @Test
    void answerThatIsNoStream_isToldWithWhatItSays() throws Exception {
        try (EventSockets all = new EventSockets(new InetSocketAddress("127.0.0.1", 1), "list_changed")) {
            EventSocket socket = new EventSocket(all, new byte[0]);
            byte[] bytes = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbusy".getBytes(StandardCharsets.US_ASCII);

            assertThatThrownBy(() -> socket.read(ByteBuffer.wrap(bytes))).hasMessageContaining("busy");
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
