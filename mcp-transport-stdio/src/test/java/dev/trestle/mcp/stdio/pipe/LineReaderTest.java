package dev.trestle.mcp.stdio.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest implements LineReader.Sink {

    private final List<String> lines = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final List<Long> tooLong = new ArrayList<>();

    @Override
    public void line(byte[] line) {
        lines.add(new String(line, StandardCharsets.UTF_8));
    }

    @Override
    public void tooLong(long bytes, byte[] beginning, byte[] end) {
        tooLong.add(bytes);
        ends.add(new String(beginning, StandardCharsets.UTF_8) + " … " + new String(end, StandardCharsets.UTF_8));
    }

    private void read(String text, int maxLine, int atOnce) throws IOException {
        InputStream whole = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        InputStream pieces = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return whole.read(into, offset, Math.min(length, atOnce));
            }
        };
        new LineReader(pieces, maxLine, this).readAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void byteOrderMark_isNoPartOfTheFirstLine(int atOnce) throws IOException {
        read("\ufeff{\"a\":1}\n\ufeff{\"b\":2}\n", 100, atOnce);
        read("\ufeff", 100, atOnce);
        read("\ufeff\n{\"c\":3}", 100, atOnce);

        assertThat(lines).containsExactly("{\"a\":1}", "\ufeff{\"b\":2}", "{\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void bothLineBreaks_areAccepted(int atOnce) throws IOException {
        read("{\"a\":1}\n{\"b\":2}\r\n\n\r\nlast", 100, atOnce);

        assertThat(lines).containsExactly("{\"a\":1}", "{\"b\":2}", "last");
    }

    /** Around the sizes that the buffer can have. */
    private static final int[] LENGTHS = {
        511, 512, 513, 1023, 2047, 2048, 2049, 8191, 8192, 8193, 65_535, 65_536, 65_537, 131_072, 300_001
    };

    @ParameterizedTest
    @ValueSource(ints = {13, 1000, 65_536, 65_537, 1_000_000})
    void lineOfAnyLength_arrivesWhole(int atOnce) throws IOException {
        for (int length : LENGTHS) {
            lines.clear();
            String line = "0123456789".repeat(length / 10 + 1).substring(0, length);

            read("short\n" + line + "\r\n" + line + "\nend\n", length, atOnce);

            assertThat(lines).containsExactly("short", line, line, "end");
        }
    }

    @Test
    void buffer_isSmallAndSmallAgainAfterALongLine() throws IOException {
        assertThat(roomAfter()).isEqualTo(512);
        assertThat(roomAfter("{}")).isEqualTo(512);
        assertThat(roomAfter("x".repeat(40_000))).isEqualTo(512);
        assertThat(roomAfter("x".repeat(1_000_000), "{}")).isEqualTo(512);
    }

    @Test
    void linesOfAFewKilobytes_doNotMakeABufferEach() throws IOException {
        String line = "x".repeat(3000);
        assertThat(roomAfter(line)).isEqualTo(8192);
        assertThat(roomAfter(line, "{}", line, "{}")).isEqualTo(8192);

        String[] calm = new String[100];
        Arrays.fill(calm, "{}");
        calm[0] = line;
        assertThat(roomAfter(calm)).isEqualTo(512);
    }

    /** How much the reader asks for at the end, after lines that came one after the other. */
    private int roomAfter(String... lines) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        InputStream oneByOne = new InputStream() {
            private int next;
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                asked.set(length);
                if (next == lines.length) {
                    return -1;
                }
                byte[] line = (lines[next] + "\n").getBytes(StandardCharsets.UTF_8);
                int count = Math.min(length, line.length - at);
                System.arraycopy(line, at, into, offset, count);
                at += count;
                if (at == line.length) {
                    at = 0;
                    next++;
                }
                return count;
            }
        };
        this.lines.clear();
        new LineReader(oneByOne, 1 << 20, this).readAll();
        assertThat(this.lines).containsExactly(lines);
        return asked.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 65_536})
    void lineOverTheLimit_isSkippedAndTheNextArrives(int atOnce) throws IOException {
        read("x".repeat(10) + "\n" + "y".repeat(11) + "\n" + "z".repeat(200_000) + "\nok\n", 10, atOnce);

        assertThat(lines).containsExactly("x".repeat(10), "ok");
        assertThat(tooLong).containsExactly(11L, 200_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 65_000, 65_536, 65_537, 66_000, 131_072, 131_073, 500_000})
    void lineOverTheLimit_isToldWithItsEnds(int length) throws IOException {
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; numbers.length() < length; i++) {
            numbers.append(i).append(' ');
        }
        String line = numbers.substring(0, length);
        for (int maxLine : new int[] {100, 599, 66_001, 140_000}) {
            if (length > maxLine) {
                ends.clear();
                read("short\n" + line + "\n" + line + "\nok\n", maxLine, 1_000_000);

                String told = line.substring(0, 512) + " … " + line.substring(length - 512);
                assertThat(ends).containsExactly(told, told);
            }
        }
        read("0123456789\n", 5, 100);
        assertThat(ends).last().isEqualTo("0123456789 … 0123456789");
    }

    @Test
    void endlessLine_isHeldOnlyUpToTheLimit() throws IOException {
        long total = 300L << 20;
        InputStream endless = new InputStream() {
            private long left = total;

            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(length, left);
                left -= count;
                return count == 0 ? -1 : count;
            }
        };
        long before = usedHeap();

        new LineReader(endless, 1 << 20, this).readAll();

        assertThat(tooLong).containsExactly(total);
        assertThat(usedHeap() - before).isLessThan(100 << 20);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
