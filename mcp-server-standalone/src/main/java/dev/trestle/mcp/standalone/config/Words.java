package dev.trestle.mcp.standalone.config;

import java.util.List;

/** Small sentences about words. */
public final class Words {

    private Words() {}

    /** {@code "a is"}, {@code "a and b are"}. */
    public static String are(List<String> words) {
        return words.size() == 1 ? words.get(0) + " is" : String.join(" and ", words) + " are";
    }
}
