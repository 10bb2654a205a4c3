package dev.trestle.mcp.era.seal;

import dev.trestle.mcp.era.seal.SealedState.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A state as bytes, before it is encrypted. */
final class StateBytes {

    private StateBytes() {}

    static byte[] write(SealedState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(state.kind() == Kind.PARK);
            out.writeLong(state.expiry());
            out.writeInt(state.round());
            RequestBinding binding = state.binding();
            text(out, binding.principal());
            text(out, binding.view());
            text(out, binding.method());
            text(out, binding.params());
            out.writeInt(state.states().size());
            for (Map.Entry<String, String> place : state.states().entrySet()) {
                text(out, place.getKey());
                text(out, place.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #write} wrote; only authenticated bytes come here.
     *
     * @throws IOException if they end early
     */
    static SealedState read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Kind kind = in.readBoolean() ? Kind.PARK : Kind.WRAP;
        long expiry = in.readLong();
        int round = in.readInt();
        RequestBinding binding = new RequestBinding(text(in), text(in), text(in), text(in));
        Map<String, String> states = new HashMap<>();
        for (int places = in.readInt(); places > 0; places--) {
            states.put(text(in), text(in));
        }
        return new SealedState(kind, binding, expiry, round, states);
    }

    /** A backend may have half a surrogate pair in its state and must get it back; UTF-8 has no form for that. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        boolean kept = new String(utf8, StandardCharsets.UTF_8).equals(text);
        out.writeBoolean(kept);
        out.writeInt(kept ? utf8.length : text.length());
        if (kept) {
            out.write(utf8);
        } else {
            out.writeChars(text);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        boolean utf8 = in.readBoolean();
        int length = in.readInt();
        if (utf8) {
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(in.readChar());
        }
        return text.toString();
    }
}
