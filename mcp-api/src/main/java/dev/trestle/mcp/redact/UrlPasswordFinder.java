package dev.trestle.mcp.redact;

/** Finds passwords in URLs: {@code scheme://user:password@host}. */
final class UrlPasswordFinder implements Finder {

    private static final int LONGEST = 256;

    @Override
    public void find(char[] text, Spans found) {
        for (int i = 2; i < text.length; i++) {
            if (text[i] == '/' && text[i - 1] == '/' && text[i - 2] == ':') {
                inAuthority(text, i + 1, found);
            }
        }
    }

    private static void inAuthority(char[] text, int from, Spans found) {
        int colon = -1;
        int limit = Math.min(text.length, from + LONGEST);
        for (int i = from; i < limit; i++) {
            char c = text[i];
            if (c == '@') {
                if (colon >= 0) {
                    found.add(colon + 1, i, "PASSWORD");
                }
                return;
            }
            if (c <= ' ' || c == '/' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '?') {
                return;
            }
            if (c == ':' && colon < 0) {
                colon = i;
            }
        }
    }
}
