package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's decoder, told to report, is the oracle. */
class Utf8Test {

    private static final int[] EDGES = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(100);

    @Test
    void everyPairOfBytes_isJudgedLikeTheJdkDoes() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                check(first, second);
            }
        }
    }

    @Test
    void everyLeadWithEdgesBehind_isJudgedLikeTheJdkDoes() {
        for (int lead = 0x80; lead < 256; lead++) {
            for (int second : EDGES) {
                for (int third : EDGES) {
                    check(lead, second, third);
                    for (int fourth : EDGES) {
                        check(lead, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void malformedBytesAnywhere_areFoundWhereTheJdkFindsThem() {
        Seeds.each(8000, json -> {
            byte[] bytes = json.mutated(json.string().getBytes(StandardCharsets.UTF_8));

            assertThat(Utf8.firstMalformed(bytes, 0, bytes.length)).isEqualTo(oracle(bytes));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C0A2",
                "C0AF",
                "C1BF",
                "E08080",
                "E09FBF",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F08FBFBF",
                "F4908080",
                "F5808080",
                "FF",
                "80",
                "BF",
                "C3",
                "E28A",
                "F09F98"
            })
    void malformedBytesInASkippedString_areAParseError(String hex) {
        byte[] head = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":\"".getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\"}}".getBytes(StandardCharsets.US_ASCII);
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] message = ByteBuffer.allocate(head.length + bad.length + tail.length)
                .put(head)
                .put(bad)
                .put(tail)
                .array();

        EnvelopeException e = catchThrowableOfType(
                EnvelopeException.class, () -> new EnvelopeReader(EnvelopeLimits.DEFAULT).read(JsonSlice.of(message)));

        assertThat(e.error().code()).isEqualTo(-32700);
        assertThat(e).hasMessage("not UTF-8, or no JSON at byte " + head.length);
    }

    @Test
    void bytesOutsideTheRange_areNotLookedAt() {
        byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF};

        assertThat(Utf8.firstMalformed(bytes, 1, 3)).isEqualTo(-1);
        assertThat(Utf8.firstMalformed(bytes, 1, 2)).isEqualTo(1);
    }

    private void check(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        int found = Utf8.firstMalformed(bytes, 0, bytes.length);
        if (found != oracle(bytes)) {
            assertThat(found).as(HexFormat.of().formatHex(bytes)).isEqualTo(oracle(bytes));
        }
    }

    private int oracle(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.reset().decode(in, decoded.clear(), true);
        return result.isError() ? in.position() : -1;
    }
}
