package dev.trestle.mcp.redact;

import java.util.ArrayList;
import java.util.List;

/** Finds tokens that say by their first letters what they are. */
final class TokenFinder implements Finder {

    /** More of a token is not looked at to tell whether it is one: the time for each place is bounded. */
    private static final int JUDGED = 256;

    private final TokenShape[][] byFirst = new TokenShape[128][0];

    /** For each first letter which second ones there are: most words are told from tokens by two letters. */
    private final boolean[][] seconds = new boolean[128][128];

    TokenFinder(List<TokenShape> shapes) {
        for (TokenShape shape : shapes) {
            char first = shape.prefix().charAt(0);
            char second = shape.prefix().charAt(1);
            add(first, second, shape);
            if (shape.anyCase()) {
                add(Character.toUpperCase(first), second, shape);
            }
        }
    }

    private void add(char first, char second, TokenShape shape) {
        seconds[first][second] = true;
        seconds[first][shape.anyCase() ? Character.toUpperCase(second) : second] = true;
        List<TokenShape> same = new ArrayList<>(List.of(byFirst[first]));
        same.add(shape);
        byFirst[first] = same.toArray(TokenShape[]::new);
    }

    @Override
    public void find(char[] text, Spans found) {
        boolean inWord = false;
        for (int i = 0; i < text.length; i++) {
            char c = text[i];
            if (!inWord && mayBegin(c, i + 1 < text.length ? text[i + 1] : 0)) {
                int end = at(text, i, byFirst[c], found);
                if (end > i) {
                    i = end - 1;
                    c = text[i];
                }
            }
            inWord = Chars.word(c);
        }
    }

    private boolean mayBegin(char first, char second) {
        return first < seconds.length && second < seconds.length && seconds[first][second];
    }

    private static int at(char[] text, int start, TokenShape[] shapes, Spans found) {
        for (TokenShape shape : shapes) {
            int end = end(text, start, shape);
            if (end > start) {
                found.add(start + (shape.keepsPrefix() ? shape.prefix().length() : 0), end, shape.type());
                return end;
            }
        }
        return start;
    }

    /** Where a token ends that begins here, or where it would have begun. */
    private static int end(char[] text, int start, TokenShape shape) {
        String prefix = shape.prefix();
        if (!stands(text, start, shape)) {
            return start;
        }
        int body = start + prefix.length();
        int judged = Math.min(text.length, body + JUDGED);
        int end = body;
        while (end < judged && shape.body().test(text[end])) {
            end++;
        }
        if (end - body < shape.least() || !shape.check().test(new Body(text, body, end))) {
            return start;
        }
        while (end < text.length && shape.body().test(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean stands(char[] text, int start, TokenShape shape) {
        String prefix = shape.prefix();
        if (start + prefix.length() > text.length) {
            return false;
        }
        if (shape.anyCase()) {
            return Chars.standsAt(text, start, prefix);
        }
        for (int i = 0; i < prefix.length(); i++) {
            char wanted = prefix.charAt(i);
            char there = text[start + i];
            if (wanted != there && !(wanted == '?' && shape.wild() && Chars.word(there))) {
                return false;
            }
        }
        return true;
    }

    /** What follows the first letters of a token, or the first part of it. */
    static final class Body {
        private final char[] text;
        private final int from;
        private final int to;

        private Body(char[] text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        boolean looksRandom() {
            return Chars.looksRandom(text, from, to);
        }

        /** Whether no letter in lower case follows, as would if this was a part of something else. */
        boolean isWhole() {
            return to == text.length || !Chars.word(text[to]);
        }

        /** Whether there is a dot in it that is neither its first nor its last character. */
        boolean hasTwoParts() {
            for (int i = from + 8; i < to - 8; i++) {
                if (text[i] == '.') {
                    return true;
                }
            }
            return false;
        }
    }
}
