package dev.trestle.mcp.redact;

/** Finds mail addresses, telephone numbers in international form, and numbers of payment cards. */
final class PersonalFinder implements Finder {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 255;

    @Override
    public void find(char[] text, Spans found) {
        int i = 0;
        while (i < text.length) {
            int end = i;
            if (text[i] == '@') {
                mail(text, i, found);
            } else if (text[i] == '+' && (i == 0 || !Chars.word(text[i - 1]))) {
                end = phone(text, i, found);
            } else if (Chars.digit(text[i]) && (i == 0 || !Chars.name(text[i - 1]))) {
                end = card(text, i, found);
            }
            i = Math.max(i + 1, end);
        }
    }

    private static boolean inLocal(char c) {
        return Chars.name(c) || c == '+' || c == '%';
    }

    private static void mail(char[] text, int at, Spans found) {
        int start = at;
        while (start > 0 && at - start < LONGEST_LOCAL && inLocal(text[start - 1])) {
            start--;
        }
        int end = at + 1;
        int dot = -1;
        while (end < text.length && end - at < LONGEST_DOMAIN && (Chars.base64Url(text[end]) || text[end] == '.')) {
            dot = text[end] == '.' && end + 2 < text.length && Chars.word(text[end + 1]) ? end : dot;
            end++;
        }
        while (end > at && text[end - 1] == '.') {
            end--;
        }
        if (start < at && dot > at + 1) {
            found.add(start, end, "MAIL");
        }
    }

    private static int phone(char[] text, int at, Spans found) {
        int end = at + 1;
        int digits = 0;
        int last = end;
        while (end < text.length && end - at < 24 && (Chars.digit(text[end]) || " -().".indexOf(text[end]) >= 0)) {
            digits += Chars.digit(text[end]) ? 1 : 0;
            last = Chars.digit(text[end]) ? end + 1 : last;
            end++;
        }
        if (digits < 8 || digits > 15) {
            return at;
        }
        found.add(at, last, "PHONE");
        return last;
    }

    private static int card(char[] text, int at, Spans found) {
        int end = at;
        int digits = 0;
        int sum = 0;
        int other = 0;
        int last = at;
        while (end < text.length && end - at < 24 && (Chars.digit(text[end]) || text[end] == ' ' || text[end] == '-')) {
            if (Chars.digit(text[end])) {
                int digit = text[end] - '0';
                // Luhn, for both parities: which one counts is known at the end.
                int twice = digit > 4 ? 2 * digit - 9 : 2 * digit;
                int kept = sum;
                sum = other + digit;
                other = kept + twice;
                digits++;
                last = end + 1;
            }
            end++;
        }
        boolean whole = last == text.length || !Chars.name(text[last]);
        if (digits < 13 || digits > 19 || sum % 10 != 0 || !whole) {
            return last;
        }
        found.add(at, last, "CARD");
        return last;
    }
}
