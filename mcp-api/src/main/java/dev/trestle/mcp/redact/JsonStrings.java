package dev.trestle.mcp.redact;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.SecretNames.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over the strings of one JSON value, which was checked by whoever received it. Not thread-safe. */
final class JsonStrings {

    private static final Set<String> KEPT = Set.of("cursor", "nextCursor", "requestState", "progressToken", "taskId");
    /** What is Base64 by its name stays Base64. */
    private static final Set<String> BINARY = Set.of("blob", "data");

    private static final String REDACTED_BLOB = "W1JFREFDVEVEOkJMT0JdCg==";

    private final Redactor redactor;
    private final JsonSlice source;
    private final byte[] json;
    private @Nullable ByteArrayOutputStream out;
    private int copied;
    private int renamed;

    JsonStrings(Redactor redactor, JsonSlice source) {
        this.redactor = redactor;
        this.source = source;
        this.json = source.bytes();
    }

    JsonSlice redacted() {
        String name = null;
        int i = 0;
        while (i < json.length) {
            if (json[i] != '"') {
                i++;
                continue;
            }
            int end = closingQuote(i + 1);
            int next = skipSpace(end + 1);
            if (next < json.length && json[next] == ':') {
                name = text(i + 1, end);
                rename(name, i, end + 1);
                i = skipSpace(next + 1);
                if (i < json.length && json[i] != '"') {
                    name = null;
                }
                continue;
            }
            value(name, i, end + 1);
            name = null;
            i = next;
        }
        if (out == null) {
            return source;
        }
        out.write(json, copied, json.length - copied);
        return JsonSlice.of(out.toByteArray());
    }

    /** A name with a secret in it gets one that no other has: two of one name would make the object unreadable. */
    private void rename(String name, int start, int end) {
        if (name.length() < SecretTable.SHORTEST) {
            return;
        }
        String redacted = redactor.redact(name);
        if (!redacted.equals(name)) {
            renamed++;
            replace(start, end, renamed == 1 ? redacted : redacted + " " + renamed);
        }
    }

    private void value(@Nullable String name, int start, int end) {
        if (name != null && KEPT.contains(name)) {
            return;
        }
        String text = text(start + 1, end - 1);
        String redacted = named(name, text);
        if (redacted.equals(text)) {
            return;
        }
        replace(start, end, name != null && BINARY.contains(name) && isBase64(text) ? REDACTED_BLOB : redacted);
    }

    private void replace(int start, int end, String text) {
        ByteArrayOutputStream target = out == null ? new ByteArrayOutputStream(json.length) : out;
        out = target;
        target.write(json, copied, start - copied);
        target.writeBytes(JsonWriter.write(text).bytes());
        copied = end;
    }

    private static boolean isBase64(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end).chars().allMatch(c -> Chars.base64((char) c));
    }

    private String named(@Nullable String name, String text) {
        // A name that was redacted says nothing more of its value.
        if (name == null || text.isEmpty() || name.contains("[REDACTED:")) {
            return redactor.redact(text);
        }
        char[] chars = name.toCharArray();
        Kind kind = SecretNames.kind(chars, 0, chars.length);
        char[] value = text.toCharArray();
        boolean secret = kind.compareTo(Kind.MAYBE) > 0
                || (kind == Kind.MAYBE && value.length >= 8 && Chars.looksRandom(value, 0, value.length));
        boolean done = text.startsWith("[REDACTED:") && text.endsWith("]");
        return secret && !done
                ? "[REDACTED:" + SecretNames.type(kind, chars, 0, chars.length) + "]"
                : redactor.redact(text);
    }

    private int closingQuote(int from) {
        int i = from;
        while (i < json.length && json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return Math.min(i, json.length);
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < json.length && json[i] <= ' ' && json[i] >= 0) {
            i++;
        }
        return i;
    }

    private String text(int from, int to) {
        String text = new String(json, from, Math.max(0, to - from), StandardCharsets.UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 >= text.length()) {
                plain.append(c);
                i++;
            } else if (text.charAt(i + 1) == 'u' && i + 6 <= text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 6;
            } else {
                plain.append(Unescaped.letter(text.charAt(i + 1)));
                i += 2;
            }
        }
        return plain.toString();
    }
}
