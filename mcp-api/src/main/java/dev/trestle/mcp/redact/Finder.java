package dev.trestle.mcp.redact;

/** Finds secrets of one kind. Thread-safe; takes time in proportion to the text, whatever is in it. */
interface Finder {

    /**
     * Looks through a text.
     *
     * @param text not changed
     * @param found where what is found is told
     */
    void find(char[] text, Spans found);
}
