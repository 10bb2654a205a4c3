package dev.trestle.mcp.redact;

import org.jspecify.annotations.Nullable;

/** Tells by the name of a setting, variable, member or header whether its value is secret. */
public final class SecretNames {

    /** What the name says of the value. */
    enum Kind {
        /** Nothing. */
        NONE,
        /** It is secret if it looks as if a machine had made it. */
        MAYBE,
        /** It is secret. */
        SECRET,
        /** It is a scheme and a secret. */
        AUTHORIZATION,
        /** It is secret to the end of the line. */
        COOKIE
    }

    private static final String[] TOKENS_OF_PROTOCOLS = {
        "progresstoken", "pagetoken", "continuationtoken", "cancellationtoken", "canceltoken"
    };
    private static final String[] OWNERS = {
        "api",
        "access",
        "auth",
        "private",
        "secret",
        "signing",
        "encryption",
        "master",
        "client",
        "shared",
        "account",
        "id",
        "refresh",
        "bearer",
        "session",
        "csrf",
        "xsrf",
        "security",
        "deploy",
        "bot",
        "personal"
    };

    private SecretNames() {}

    /**
     * Whether a name is one of secrets: {@code DB_PASSWORD}, {@code apiKey}, {@code X-Auth-Token}, {@code Cookie}.
     *
     * @param name of a setting, variable, member or header
     * @return false for names that say nothing, {@code key} and {@code progressToken} among them
     */
    public static boolean isSecret(String name) {
        char[] chars = name.toCharArray();
        return kind(chars, 0, chars.length) != Kind.NONE && !name.equalsIgnoreCase("key");
    }

    static Kind kind(char[] text, int from, int to) {
        Kind kind = Kind.NONE;
        for (int i = from; i < to; i++) {
            Kind here = startingAt(text, from, i, to);
            if (here.compareTo(kind) > 0) {
                kind = here;
            }
        }
        return kind == Kind.MAYBE && isProtocol(text, from, to) ? Kind.NONE : kind;
    }

    private static Kind startingAt(char[] text, int from, int at, int to) {
        return switch (text[at]) {
            case 'p', 'P' -> isPassword(text, at, to) ? Kind.SECRET : Kind.NONE;
            case 's', 'S' ->
                isWord(text, at, to, "secret") || isWord(text, at, to, "secrets") ? Kind.SECRET : Kind.NONE;
            case 'c', 'C' ->
                is(text, at, to, "credential") ? Kind.SECRET : isWord(text, at, to, "cookie") ? Kind.COOKIE : Kind.NONE;
            case 'a', 'A' -> isWord(text, at, to, "authorization") ? Kind.AUTHORIZATION : Kind.NONE;
            case 't', 'T' -> is(text, at, to, "token") ? ofOwner(text, from, at) : Kind.NONE;
            case 'k', 'K' ->
                isWord(text, at, to, "key") || isWord(text, at, to, "keys") ? ofOwner(text, from, at) : Kind.NONE;
            default -> Kind.NONE;
        };
    }

    private static boolean isPassword(char[] text, int at, int to) {
        return is(text, at, to, "password")
                || is(text, at, to, "passwd")
                || is(text, at, to, "passphrase")
                || is(text, at, to, "passcode")
                || isWord(text, at, to, "pwd");
    }

    private static Kind ofOwner(char[] text, int from, int at) {
        boolean parted = at > from && (!Chars.word(text[at - 1]) || text[at - 1] == '_');
        int end = parted ? at - 1 : at;
        for (String owner : OWNERS) {
            int start = end - owner.length();
            if (start >= from && Chars.standsAt(text, start, owner) && begins(text, from, start)) {
                return Kind.SECRET;
            }
        }
        return Kind.MAYBE;
    }

    /** Whether a word begins at an index: at the start, after no letter, or with a capital. */
    private static boolean begins(char[] text, int from, int at) {
        return at == from
                || !Chars.lower(Chars.fold(text[at - 1]))
                || (Chars.upper(text[at]) && Chars.lower(text[at - 1]));
    }

    private static boolean is(char[] text, int at, int to, String word) {
        return at + word.length() <= to && Chars.standsAt(text, at, word);
    }

    /** Whether a word stands there and ends there: no further letter of it in the same case. */
    private static boolean isWord(char[] text, int at, int to, String word) {
        int end = at + word.length();
        if (end >= to || !is(text, at, to, word)) {
            return end == to && is(text, at, to, word);
        }
        return !Chars.lower(text[end]) && !(Chars.upper(text[end]) && Chars.upper(text[end - 1]));
    }

    private static boolean isProtocol(char[] text, int from, int to) {
        for (String name : TOKENS_OF_PROTOCOLS) {
            if (to - from >= name.length() && Chars.standsAt(text, to - name.length(), name)) {
                return true;
            }
        }
        return false;
    }

    /** What is written in the place of a value with such a name; null if that says nothing. */
    static @Nullable String type(Kind kind, char[] name, int from, int to) {
        if (kind == Kind.AUTHORIZATION || kind == Kind.COOKIE) {
            return kind.name();
        }
        for (int i = from; i < to; i++) {
            if (isPassword(name, i, to)) {
                return "PASSWORD";
            }
            if (is(name, i, to, "token")) {
                return "TOKEN";
            }
        }
        return kind == Kind.NONE ? null : "SECRET";
    }
}
