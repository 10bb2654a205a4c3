package dev.trestle.mcp.redact;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds secrets in Base64, by looking at what it stands for if that is text. */
final class EncodedFinder implements Finder {

    private static final int LEAST = 20;
    private static final int HEAD = 48;

    private final List<Finder> inside;

    EncodedFinder(List<Finder> inside) {
        this.inside = List.copyOf(inside);
    }

    @Override
    public void find(char[] text, Spans found) {
        int i = 0;
        while (i < text.length) {
            int start = i;
            while (i < text.length && Chars.base64(text[i])) {
                i++;
            }
            if (i - start >= LEAST) {
                lookInto(text, start, i, found);
            }
            i++;
        }
    }

    private void lookInto(char[] text, int start, int end, Spans found) {
        if (!isText(decoded(text, start, Math.min(end, start + HEAD)))) {
            return;
        }
        char[] plain = decoded(text, start, end);
        if (plain != null) {
            Spans within = new Spans();
            inside.forEach(finder -> finder.find(plain, within));
            if (!within.isEmpty()) {
                found.addDecoded(within, start, end);
            }
        }
    }

    /** What a run of Base64 stands for, of either alphabet, a last single character left out; null if it is none. */
    private static char @Nullable [] decoded(char[] text, int start, int end) {
        int length = (end - start) % 4 == 1 ? end - start - 1 : end - start;
        byte[] run = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text[start + i];
            run[i] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(run);
            char[] plain = new char[bytes.length];
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (char) (bytes[i] & 0xFF);
            }
            return plain;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Whether at least three of four characters can be printed: what is no text, such as an image, hides no token. */
    private static boolean isText(char @Nullable [] head) {
        if (head == null) {
            return false;
        }
        int printable = 0;
        for (char c : head) {
            printable += (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t' ? 1 : 0;
        }
        return 4 * printable >= 3 * head.length;
    }
}
