package dev.trestle.mcp.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSliceTest {

    private static int oneByOne(JsonSlice slice, char one, char other, int from) {
        int i = from;
        while (i < slice.length() && slice.byteAt(i) != one && slice.byteAt(i) != other) {
            i++;
        }
        return i;
    }

    @Test
    void eitherOfTwoCharacters_isFoundWhereALookAtEachByteFindsIt() {
        Random random = new Random(11);
        byte[] near = {
            '"', '\\', '"' - 1, '"' + 1, '\\' - 1, '\\' + 1, (byte) ('"' | 0x80), (byte) 0xDC, 0, 'x', 'y', 'z'
        };
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = near[random.nextInt(8) == 0 ? random.nextInt(2) : 2 + random.nextInt(near.length - 2)];
            }
            int offset = random.nextInt(bytes.length + 1);
            JsonSlice slice = JsonSlice.of(bytes, offset, random.nextInt(bytes.length - offset + 1));
            int from = random.nextInt(slice.length() + 1);

            assertThat(slice.indexOfEither('"', '\\', from)).isEqualTo(oneByOne(slice, '"', '\\', from));
        }
    }

    @Test
    void placeOutsideTheSlice_isRefused() {
        JsonSlice slice = JsonSlice.of("[1]");

        assertThat(slice.indexOfEither('"', '\\', 3)).isEqualTo(3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.indexOfEither('"', '\\', 4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.indexOfEither('"', '\\', -1));
    }
}
