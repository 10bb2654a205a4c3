package dev.trestle.mcp.stdio.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBreaksTest {

    private static int oneByOne(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Test
    void breakAnywhere_isFoundFromEveryPlaceAndNotBeyondTheEnd() {
        byte[] bytes = new byte[100];
        for (int at = 0; at < bytes.length; at++) {
            Arrays.fill(bytes, (byte) 'x');
            bytes[at] = '\n';
            for (int from = 0; from <= 64; from++) {
                for (int to = from; to <= bytes.length; to++) {
                    assertThat(LineBreaks.first(bytes, from, to)).isEqualTo(from <= at && at < to ? at : -1);
                }
            }
        }
    }

    @Test
    void bytesThatDifferFromABreakByLittle_areNone() {
        Random random = new Random(9);
        byte[] near = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, -1, (byte) 0x80, '\n' ^ 0x01};
        byte[] bytes = new byte[70];
        for (int round = 0; round < 20_000; round++) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = near[random.nextInt(round % 2 == 0 ? near.length : 1 + random.nextInt(near.length))];
            }
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(bytes.length - from + 1);
            assertThat(LineBreaks.first(bytes, from, to)).isEqualTo(oneByOne(bytes, from, to));
        }
    }

    @Test
    void bytesWithoutABreak_haveNone() {
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i < '\n' ? i : i + 1);
        }
        assertThat(LineBreaks.first(all, 0, all.length)).isEqualTo(-1);
        assertThat(LineBreaks.first(new byte[0], 0, 0)).isEqualTo(-1);
    }
}
