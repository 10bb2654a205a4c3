package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

    private static final String WITH_LENGTH =
            "HTTP/1.1 200 OK\r\nMcp-Session-Id: abc\r\ncontent-LENGTH: 11\r\n\r\nhello world";
    private static final String IN_CHUNKS = String.join(
            "\r\n",
            "HTTP/1.1 404 Not Found",
            "Transfer-Encoding: chunked",
            "",
            "6",
            "hello ",
            "5;x=y",
            "world",
            "0",
            "Trailer: 1",
            "",
            "");
    private static final String EMPTY = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    private static final String NOTHING = "HTTP/1.1 204 No Content\r\n\r\n";

    private final ResponseParser parser = new ResponseParser();

    @Test
    void aResponseWithLength_isReadWhereverItIsCut() {
        everyCut(WITH_LENGTH, 200, "hello world");
    }

    @Test
    void aResponseInChunks_isReadWhereverItIsCut() {
        everyCut(IN_CHUNKS, 404, "hello world");
    }

    @Test
    void responsesWithoutBody_areReadWhereverTheyAreCut() {
        everyCut(EMPTY, 202, "");
        everyCut(NOTHING, 204, "");
    }

    @Test
    void aResponseThatComesByteByByte_isRead() {
        for (String text : new String[] {WITH_LENGTH, IN_CHUNKS, EMPTY, NOTHING}) {
            parser.reset();
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < bytes.length; at++) {
                assertThat(parser.read(ByteBuffer.wrap(bytes, at, 1))).isEqualTo(at == bytes.length - 1);
            }
        }
    }

    @Test
    void headers_areFoundWhateverTheirCase() {
        parser.read(ByteBuffer.wrap(WITH_LENGTH.getBytes(StandardCharsets.US_ASCII)));

        assertThat(parser.header("mcp-session-id")).isEqualTo("abc");
        assertThat(parser.header("content-length")).isEqualTo("11");
        assertThat(parser.header("session-id")).isNull();
        assertThat(parser.header("mcp-session-id-too")).isNull();
    }

    @Test
    void whatFollowsTheResponse_isLeft() {
        ByteBuffer two = ByteBuffer.wrap((WITH_LENGTH + EMPTY).getBytes(StandardCharsets.US_ASCII));

        assertThat(parser.read(two)).isTrue();

        assertThat(two.remaining()).isEqualTo(EMPTY.length());
    }

    @Test
    void aResponseWithoutLength_isRefused() {
        ByteBuffer endless = ByteBuffer.wrap("HTTP/1.1 200 OK\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> parser.read(endless))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("X: y");
    }

    private void everyCut(String text, int status, String body) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 1; cut < bytes.length; cut++) {
            parser.reset();
            assertThat(parser.read(ByteBuffer.wrap(bytes, 0, cut)))
                    .as("after %s bytes", cut)
                    .isFalse();
            assertThat(parser.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut)))
                    .as("cut at %s", cut)
                    .isTrue();
            assertThat(parser.status()).isEqualTo(status);
            assertThat(new String(parser.body(), 0, parser.bodyLength(), StandardCharsets.US_ASCII))
                    .isEqualTo(body);
        }
    }
}
