package dev.trestle.mcp.redact;

/** Finds private keys in PEM, up to their end or, if that is missing, to the end of the text. */
final class PemFinder implements Finder {

    static final String TYPE = "PRIVATE_KEY";
    private static final String BEGIN = "-----begin ";
    private static final String END = "-----end ";
    private static final String PRIVATE = "private key";
    private static final int LABEL = 64;

    @Override
    public void find(char[] text, Spans found) {
        for (int i = 0; i + BEGIN.length() < text.length; i++) {
            if (text[i] == '-' && Chars.standsAt(text, i, BEGIN) && isPrivate(text, i + BEGIN.length())) {
                int end = end(text, i + BEGIN.length());
                found.add(i, end, TYPE);
                i = end - 1;
            }
        }
    }

    private static boolean isPrivate(char[] text, int from) {
        for (int i = from; i < Math.min(text.length, from + LABEL) && text[i] != '-'; i++) {
            if (Chars.standsAt(text, i, PRIVATE)) {
                return true;
            }
        }
        return false;
    }

    private static int end(char[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '-' && Chars.standsAt(text, i, END)) {
                int at = i + END.length();
                while (at < text.length && text[at] != '-' && at - i < LABEL) {
                    at++;
                }
                while (at < text.length && text[at] == '-') {
                    at++;
                }
                return at;
            }
        }
        return text.length;
    }
}
