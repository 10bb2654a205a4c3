package dev.trestle.mcp.json;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable view of bytes that are exactly one JSON value, in UTF-8. A slice is never decoded until somebody asks:
 * what passes through unread keeps its unknown members, the spelling of its numbers and the order of its keys.
 *
 * <p>Several slices may share one array; nobody may change an array after a slice was made of it. Thread-safe.
 */
public final class JsonSlice {

    /** The literal {@code null}. */
    public static final JsonSlice NULL = of("null");

    /** An object without members. */
    public static final JsonSlice EMPTY_OBJECT = of("{}");

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The golden ratio of 64 bits, which is odd and has its bits well mixed. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final byte[] array;
    private final int offset;
    private final int length;

    private JsonSlice(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * A view of a whole array, which is not copied and must not be changed afterwards.
     *
     * @param array the bytes of one JSON value
     * @return the slice
     */
    public static JsonSlice of(byte[] array) {
        return new JsonSlice(array, 0, array.length);
    }

    /**
     * A view of a part of an array, which is not copied and must not be changed afterwards.
     *
     * @param array the bytes
     * @param offset index of the first byte of the value
     * @param length number of bytes of the value
     * @return the slice
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     */
    public static JsonSlice of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new JsonSlice(array, offset, length);
    }

    /**
     * A slice of a JSON text.
     *
     * @param json one JSON value; not checked
     * @return the slice
     */
    public static JsonSlice of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The number of bytes.
     *
     * @return at least 0
     */
    public int length() {
        return length;
    }

    /**
     * One byte of the value.
     *
     * @param index from 0
     * @return the byte
     * @throws IndexOutOfBoundsException if there is no such byte
     */
    public byte byteAt(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    /**
     * A copy of the bytes.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /**
     * Copies the bytes.
     *
     * @param target where to
     * @param at index of the first byte to write
     * @return the index after the last byte written
     */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
        return at + length;
    }

    /**
     * Writes the bytes in one piece, without a copy. The stream must not change or keep the array that it is given.
     *
     * @param out where to
     * @throws IOException what the stream throws
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(array, offset, length);
    }

    /**
     * A part of this slice, sharing its bytes.
     *
     * @param from index of the first byte
     * @param to index after the last byte
     * @return the part
     */
    public JsonSlice part(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new JsonSlice(array, offset + from, to - from);
    }

    /**
     * Where another slice lies within this one, if it is a view of the very same bytes (not merely equal ones).
     *
     * @param part the other slice, or null
     * @return the index of its first byte, or -1 if it is null or no part of this slice
     */
    public int indexOf(@Nullable JsonSlice part) {
        if (part == null || part.array != array || part.offset < offset) {
            return -1;
        }
        return part.offset + part.length <= offset + length ? part.offset - offset : -1;
    }

    /**
     * Where the first of two characters is, such as what ends a string or is escaped in it. Eight bytes are looked at at a time.
     *
     * @param one a character of ASCII
     * @param other another
     * @param from where to begin, up to the length
     * @return the index of the first of them, or the length if there is none
     * @throws IndexOutOfBoundsException if there is nothing to begin at
     */
    public int indexOfEither(char one, char other, int from) {
        int i = offset + Objects.checkIndex(from, length + 1);
        int end = offset + length;
        long ones = one * EACH;
        long others = other * EACH;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(array, i);
            long found = (zeros(word ^ ones) | zeros(word ^ others)) & HIGH;
            if (found != 0) {
                return i - offset + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < end && array[i] != one && array[i] != other) {
            i++;
        }
        return i - offset;
    }

    /** The high bit of the lowest byte that is zero is set, and none below it; above it the borrow may set wrong ones. */
    private static long zeros(long word) {
        return (word - EACH) & ~word;
    }

    /**
     * Lends the bytes without a copy to a reader, which must neither change nor keep them.
     *
     * @param reader what to do with them
     * @param <R> what the reader returns
     * @return what the reader returned
     */
    public <R> R read(ArrayReader<R> reader) {
        return reader.read(array, offset, length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof JsonSlice that) || that.length != length) {
            return false;
        }
        boolean sameBytes = that.array == array && that.offset == offset;
        return sameBytes
                || Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + length);
    }

    @Override
    public int hashCode() {
        // Eight bytes at a time: slices are looked up by what clients repeat in each request.
        long hash = length;
        int end = offset + length;
        int i = offset;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ (long) WORD.get(array, i)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; i < end; i++) {
            hash = (hash ^ array[i]) * MIX;
        }
        return (int) (hash ^ hash >>> 32);
    }

    /**
     * The JSON text. Do not log it: it may hold what must not be seen.
     *
     * @return the bytes decoded as UTF-8
     */
    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /**
     * Reads bytes that it does not own.
     *
     * @param <R> what it returns
     */
    @FunctionalInterface
    public interface ArrayReader<R> {
        /**
         * Reads {@code length} bytes from {@code offset}.
         *
         * @param array not to be changed or kept
         * @param offset index of the first byte
         * @param length number of bytes
         * @return any result
         */
        R read(byte[] array, int offset, int length);
    }
}
