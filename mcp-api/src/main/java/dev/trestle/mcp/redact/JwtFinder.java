package dev.trestle.mcp.redact;

/** Finds JSON Web Tokens: three parts of URL-safe Base64, of which the first is that of an object. */
final class JwtFinder implements Finder {

    private static final int LEAST = 5;

    @Override
    public void find(char[] text, Spans found) {
        int i = 0;
        while (i + 2 < text.length) {
            if (text[i] != 'e' || text[i + 1] != 'y' || text[i + 2] != 'J' || (i > 0 && Chars.word(text[i - 1]))) {
                i++;
                continue;
            }
            // A token that begins later in this run ends with it too, so nothing of it is looked at twice.
            int first = run(text, i);
            int second = part(text, first);
            int third = second < 0 ? -1 : part(text, second);
            if (second > 0 && third > 0 && first - i >= LEAST && second - first > LEAST) {
                found.add(i, third, "JWT");
                i = third;
            } else {
                i = first;
            }
        }
    }

    private static int part(char[] text, int dot) {
        return dot < text.length && text[dot] == '.' ? run(text, dot + 1) : -1;
    }

    private static int run(char[] text, int from) {
        int end = from;
        while (end < text.length && Chars.base64Url(text[end])) {
            end++;
        }
        return end;
    }
}
