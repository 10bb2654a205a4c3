package dev.trestle.mcp.builtin.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of an entity, by where they stand, and how well those of a query fit them. */
final class Words {

    /** Of a longer text the rest is not looked at. */
    private static final int LONGEST_TEXT = 4_000;

    private static final int MOST_QUERY_WORDS = 32;
    private static final Pattern GAP = Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");
    private static final int EACH_WORD = 1_000;

    private final List<Field> fields;

    Words(String name, @Nullable String title, @Nullable String description, List<String> arguments) {
        fields = List.of(
                new Field(of(name), 8, 5),
                new Field(of(title), 6, 3),
                new Field(of(String.join(" ", arguments)), 4, 2),
                new Field(of(description), 2, 1));
    }

    /** The words of one member: what it counts if a word is there, and if it is only a part of one. */
    private record Field(Set<String> words, int whole, int part) {

        int score(String word) {
            if (words.contains(word)) {
                return whole;
            }
            return word.length() > 2 && words.stream().anyMatch(known -> known.contains(word)) ? part : 0;
        }
    }

    /** The words of a text, in lower case. */
    static Set<String> of(@Nullable String text) {
        Set<String> words = new LinkedHashSet<>();
        if (text != null) {
            String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
            for (String word : GAP.split(cut, -1)) {
                if (!word.isEmpty()) {
                    words.add(word.toLowerCase(Locale.ROOT));
                }
            }
        }
        return words;
    }

    /** The words to look for. */
    static List<String> query(String text) {
        List<String> words = new ArrayList<>(of(text));
        return words.size() > MOST_QUERY_WORDS ? words.subList(0, MOST_QUERY_WORDS) : words;
    }

    /** How well a query fits: how many of its words are there counts first, then where. 0 if none is. */
    int score(List<String> query) {
        int score = 0;
        for (String word : query) {
            int best = 0;
            for (Field field : fields) {
                best = Math.max(best, field.score(word));
            }
            score += best == 0 ? 0 : EACH_WORD + best;
        }
        return score;
    }
}
