package dev.trestle.mcp.builtin.catalog;

import java.util.Arrays;
import java.util.List;

/** What there is to find, and how a backend lists it. */
enum Kind {
    TOOL("tool", "tools", "tools/list", "tools"),
    PROMPT("prompt", "prompts", "prompts/list", "prompts"),
    RESOURCE("resource", "resources", "resources/list", "resources"),
    /** To whoever searches a resource like any other, but for its URI, which has to be completed. */
    TEMPLATE("resource", "resources", "resources/templates/list", "resourceTemplates");

    private final String word;
    private final String capability;
    private final String method;
    private final String member;

    Kind(String word, String capability, String method, String member) {
        this.word = word;
        this.capability = capability;
        this.method = method;
        this.member = member;
    }

    /** What callers name it. */
    String word() {
        return word;
    }

    /** What a server declares that has it. */
    String capability() {
        return capability;
    }

    /** What lists it. */
    String method() {
        return method;
    }

    /** Where the entries are in the list's result. */
    String member() {
        return member;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Kind::word).distinct().toList();
    }
}
