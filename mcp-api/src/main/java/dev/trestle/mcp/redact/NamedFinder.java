package dev.trestle.mcp.redact;

import dev.trestle.mcp.redact.SecretNames.Kind;

/** Finds values by the names that stand before them: {@code key=value}, {@code "key": "value"}, headers, options. */
final class NamedFinder implements Finder {

    private static final int LONGEST_NAME = 64;
    private static final int SPACES = 8;
    /** A longer value is no word of prose and no reference to a variable. */
    private static final int JUDGED = 128;

    private static final String DONE = "[redacted:";
    private static final String[] NO_VALUES = {
        "null",
        "true",
        "false",
        "none",
        "undefined",
        "string",
        "str",
        "text",
        "bytes",
        "required",
        "optional",
        "nil",
        "object"
    };
    private static final String[] SCHEMES = {
        "bearer", "basic", "token", "negotiate", "digest", "apikey", "aws4-hmac-sha256"
    };

    @Override
    public void find(char[] text, Spans found) {
        int i = nextSign(text, 0);
        while (i < text.length) {
            char c = text[i];
            int end = i;
            if (c == '=' || c == ':') {
                end = afterSeparator(text, i, found);
            } else if (c == '-' && i > 0 && text[i - 1] == '-') {
                end = option(text, i + 1, found);
            }
            i = nextSign(text, Math.max(i + 1, end));
        }
    }

    private static int nextSign(char[] text, int from) {
        int i = from;
        while (i < text.length && text[i] != '=' && text[i] != ':' && text[i] != '-') {
            i++;
        }
        return i;
    }

    /** {@code --password value}. */
    private static int option(char[] text, int from, Spans found) {
        int end = from;
        while (end < text.length && Chars.name(text[end]) && end - from < LONGEST_NAME) {
            end++;
        }
        if (end == from || end + 1 >= text.length || text[end] != ' ') {
            return from;
        }
        Kind kind = SecretNames.kind(text, from, end);
        return kind == Kind.SECRET ? value(text, from, end, end + 1, kind, found) : from;
    }

    private static int afterSeparator(char[] text, int at, Spans found) {
        int nameEnd = at;
        int least = Math.max(0, at - SPACES);
        while (nameEnd > least && isFrame(text[nameEnd - 1])) {
            nameEnd--;
        }
        int nameStart = nameEnd;
        least = Math.max(0, nameEnd - LONGEST_NAME);
        while (nameStart > least && Chars.name(text[nameStart - 1])) {
            nameStart--;
        }
        if (nameStart == nameEnd) {
            return at;
        }
        Kind kind = SecretNames.kind(text, nameStart, nameEnd);
        if (kind == Kind.NONE) {
            return at;
        }
        int from = at + 1;
        if (text[at - 1] == '+' && from < text.length && text[from] == '+') {
            from++; // a form's spaces around the separator
        }
        if (from < text.length && (text[from] == '=' || text[from] == '>')) {
            from++;
        }
        return value(text, nameStart, nameEnd, from, kind, found);
    }

    /** What may stand between a name and its separator. */
    private static boolean isFrame(char c) {
        return c == ' ' || c == '+' || c == '"' || c == '\'' || c == '`' || c == '\\';
    }

    private static int value(char[] text, int nameStart, int nameEnd, int from, Kind kind, Spans found) {
        int start = from;
        int least = Math.min(text.length, from + SPACES);
        while (start < least
                && (text[start] == ' ' || text[start] == '\t' || text[start] == '\\' || opensList(text, start))) {
            start++;
        }
        if (start >= text.length) {
            return from;
        }
        char quote = text[start];
        boolean quoted = quote == '"' || quote == '\'' || quote == '`';
        boolean escaped = quoted && text[start - 1] == '\\';
        start = quoted ? start + 1 : start;
        int end =
                escaped ? until(text, start, c -> c == '\\' || c == quote) : end(text, start, quoted ? quote : 0, kind);
        if (!isSecret(text, start, end, quoted, kind)) {
            return from;
        }
        String type = SecretNames.type(kind, text, nameStart, nameEnd);
        found.add(start, end, type == null ? "SECRET" : type);
        return end;
    }

    private static boolean opensList(char[] text, int at) {
        return text[at] == '[' && !Chars.standsAt(text, at, DONE);
    }

    private static int end(char[] text, int start, int quote, Kind kind) {
        if (quote != 0) {
            int end = start;
            while (end < text.length && text[end] != quote && text[end] != '\n') {
                end += text[end] == '\\' ? 2 : 1;
            }
            return Math.min(end, text.length);
        }
        if (kind == Kind.COOKIE) {
            return until(text, start, c -> c == '\n' || c == '\r' || c == '"' || c == ']' || c == '}');
        }
        int end = until(text, start, Chars::endsValue);
        if (kind == Kind.AUTHORIZATION && end < text.length && text[end] == ' ' && isScheme(text, start, end)) {
            boolean list = Chars.fold(text[start]) == 'd' || Chars.standsAt(text, start, "aws4");
            return until(text, end + 1, list ? c -> c == '\n' || c == '\r' || c == ']' : Chars::endsValue);
        }
        return end;
    }

    private static int until(char[] text, int start, TokenShape.BodyChar last) {
        int end = start;
        while (end < text.length && !last.test(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean isScheme(char[] text, int start, int end) {
        for (String scheme : SCHEMES) {
            if (end - start == scheme.length() && Chars.standsAt(text, start, scheme)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSecret(char[] text, int start, int end, boolean quoted, Kind kind) {
        int length = end - start;
        if (length > JUDGED) {
            return true;
        }
        if (length < 3 || isNoValue(text, start, end)) {
            return false;
        }
        if (kind == Kind.MAYBE) {
            return length >= 8 && Chars.looksRandom(text, start, end);
        }
        return quoted || !isCode(text, start, end);
    }

    private static boolean isNoValue(char[] text, int start, int end) {
        for (String word : NO_VALUES) {
            if (end - start == word.length() && Chars.standsAt(text, start, word)) {
                return true;
            }
        }
        boolean reference = text[start] == '$' || (text[start] == '%' && text[end - 1] == '%');
        boolean word = false;
        for (int i = start; i < end; i++) {
            word |= Chars.word(text[i]) || text[i] > 127;
        }
        return !word || reference || Chars.standsAt(text, start, DONE);
    }

    /** A call, or the name of something that is itself named like a secret. */
    private static boolean isCode(char[] text, int start, int end) {
        if (end < text.length && text[end] == '(') {
            return true;
        }
        for (int i = start; i < end; i++) {
            if (!Chars.name(text[i]) || Chars.digit(text[i])) {
                return false;
            }
        }
        return SecretNames.kind(text, start, end) != Kind.NONE;
    }
}
