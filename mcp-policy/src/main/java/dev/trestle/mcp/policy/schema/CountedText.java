package dev.trestle.mcp.policy.schema;

/** A text whose matching is bounded: each look at a character is a step, and a pattern that backtracks looks very often. */
record CountedText(CharSequence text, Budget budget) implements CharSequence {

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        budget.step();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new CountedText(text.subSequence(start, end), budget);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
