package dev.trestle.mcp.era.seal;

import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over what params mean: white space, the order of members and the escapes of strings make no difference. The
 * spelling of numbers does ({@code 1} and {@code 1.0} are two digests): a client repeats its params, it does not compute
 * them anew, and a server may tell the two apart. Not counted are the members that differ between a request and its
 * retry: {@code _meta}, {@code inputResponses} and {@code requestState}, of the params alone and not deeper.
 */
final class ParamsDigest {

    private static final Set<String> NOT_COUNTED = Set.of("_meta", "inputResponses", "requestState");
    private static final JsonDecoder DECODER =
            new StrictJsonDecoder(new EnvelopeLimits(EnvelopeLimits.HIGHEST_NESTING, 1));

    private ParamsDigest() {}

    /**
     * The digest of params.
     *
     * @param params an object, or null, which is as good as an empty one
     * @return 32 bytes
     * @throws JsonException if the params cannot be decoded: a key that is there twice, a number out of range
     */
    static byte[] of(@Nullable JsonSlice params) {
        Object decoded = params == null ? Map.of() : DECODER.decode(params);
        return Digests.sha256(out -> {
            if (decoded instanceof Map<?, ?> members) {
                write(out, members, NOT_COUNTED);
            } else {
                write(out, decoded);
            }
        });
    }

    // Every value is written with its kind and its length, so that no two values are written alike.
    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            write(out, members, Set.of());
        } else if (value instanceof List<?> items) {
            out.writeByte('[');
            out.writeInt(items.size());
            for (Object item : items) {
                write(out, item);
            }
        } else if (value instanceof String text) {
            text(out, '"', text);
        } else {
            text(out, value instanceof Number ? '0' : '=', String.valueOf(value));
        }
    }

    private static void write(DataOutputStream out, Map<?, ?> members, Set<String> but) throws IOException {
        List<? extends Map.Entry<?, ?>> counted = members.entrySet().stream()
                .filter(member -> !but.contains(member.getKey()))
                .sorted(Comparator.comparing(member -> (String) member.getKey()))
                .toList();
        out.writeByte('{');
        out.writeInt(counted.size());
        for (Map.Entry<?, ?> member : counted) {
            text(out, '"', (String) member.getKey());
            write(out, member.getValue());
        }
    }

    /** As UTF-16, which unlike UTF-8 has a form for half a surrogate pair. */
    private static void text(DataOutputStream out, char kind, String text) throws IOException {
        out.writeByte(kind);
        out.writeInt(text.length());
        out.writeChars(text);
    }
}
