package dev.trestle.mcp.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that are known by themselves, and where they are in a text: as they are, in Base64 of either alphabet (also as
 * a part of what was encoded), in hex, and in URLs; whatever the case. Shorter ones than {@value #SHORTEST} characters are
 * not taken, for they stand everywhere. Bounded; thread-safe.
 *
 * <p>What is looked for are pieces of 32 characters at most, so that no secret, however long, makes a text longer to look
 * through, and one that was cut off is found too. A piece is found by the hash of its first eight characters, which is carried
 * along the text.
 */
public final class SecretTable {

    /** How long a secret is at least. */
    public static final int SHORTEST = 8;

    private static final String TYPE = "SECRET";
    private static final int PIECE = 32;
    private static final int LONGEST_SEEN = 1024;
    private static final int MOST_IN_BUCKET = 16;
    private static final int FILTER_BITS = 18;

    private final int factor = ThreadLocalRandom.current().nextInt() | 1;
    private final int oldest = power(factor, SHORTEST);
    private final int maxSeen;
    private final Map<Integer, char[][]> pieces = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> fixed = new HashSet<>();
    private final Deque<String> seen = new ArrayDeque<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private volatile long[] filter = new long[1 << (FILTER_BITS - 6)];

    SecretTable(int maxSeen) {
        this.maxSeen = maxSeen;
    }

    /**
     * Adds a secret for good. Each line of it is one, too.
     *
     * @param value the secret; nothing happens if it is too short, or made of fewer than four different characters
     */
    public void add(String value) {
        if (maxSeen == 0) {
            return;
        }
        value.lines().map(String::strip).forEach(line -> {
            synchronized (this) {
                if (isOne(line) && fixed.add(line) && known.add(line)) {
                    SecretForms.of(line).forEach(form -> addForm(form, Integer.MAX_VALUE));
                }
            }
        });
    }

    /**
     * Adds a secret that came with a request; the oldest of those is forgotten if there are too many.
     *
     * @param value as for {@link #add}; of a long one the first and the last 512 characters are remembered
     */
    public void saw(String value) {
        if (maxSeen == 0 || known.contains(value) || !isOne(value)) {
            return;
        }
        synchronized (this) {
            if (!known.add(value)) {
                return;
            }
            seen.add(value);
            forms(value).forEach(form -> addForm(form, MOST_IN_BUCKET));
            if (seen.size() > maxSeen) {
                forget(seen.remove());
            }
        }
    }

    /**
     * Adds the value of a header for good, and what follows the scheme if it has one.
     *
     * @param value as for {@link #add}
     */
    public void addHeader(String value) {
        add(value);
        add(value.substring(value.indexOf(' ') + 1));
    }

    /**
     * Adds the values of those variables that are named like secrets for good.
     *
     * @param variables values by name
     */
    public void addNamed(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (SecretNames.isSecret(name) && !isPlace(name)) {
                add(value);
            }
        });
    }

    private static boolean isPlace(String name) {
        // PWD and OLDPWD are the folders of shells; what else ends like them may be a password.
        return name.matches("(?i)(OLD)?PWD|.*[_-](FILE|PATH|DIR|SOCK|URL|NAME|TYPE)");
    }

    /**
     * Adds the credentials of an {@code Authorization} header: what follows the scheme, and of {@code Basic} the password, too.
     *
     * @param header its value
     */
    public void sawAuthorization(String header) {
        int space = header.indexOf(' ');
        String credentials = header.substring(space + 1).strip();
        saw(credentials);
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            passwordOf(credentials).ifPresent(this::saw);
        }
    }

    /**
     * Adds what a request says to be let in: {@code Authorization} and {@code X-API-Key}, whether or not anybody asked for it.
     *
     * @param header gives the value of a header, or null
     */
    public void sawCredentials(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        if (authorization != null) {
            sawAuthorization(authorization);
        }
        String key = header.apply("X-API-Key");
        if (key != null) {
            saw(key.strip());
        }
    }

    private static Optional<String> passwordOf(String basic) {
        try {
            String plain = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(plain.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * How many secrets it knows.
     *
     * @return at least 0
     */
    public int size() {
        return known.size();
    }

    private static boolean isOne(String value) {
        return value.length() >= SHORTEST && value.chars().distinct().limit(4).count() == 4;
    }

    private static List<String> forms(String value) {
        if (value.length() <= LONGEST_SEEN) {
            return SecretForms.of(value);
        }
        int half = LONGEST_SEEN / 2;
        List<String> both = new ArrayList<>(SecretForms.of(value.substring(0, half)));
        both.addAll(SecretForms.of(value.substring(value.length() - half)));
        return both;
    }

    private void addForm(String form, int mostInBucket) {
        for (String piece : pieces(form)) {
            if (uses.merge(piece, 1, Integer::sum) == 1) {
                addPiece(piece.toCharArray(), mostInBucket);
            }
        }
    }

    private void addPiece(char[] piece, int mostInBucket) {
        int hash = hash(piece);
        pieces.merge(hash, new char[][] {piece}, (old, one) -> {
            // Whoever sends many that begin alike must not make texts slow to look through.
            int from = old.length >= mostInBucket ? 1 : 0;
            char[][] more = Arrays.copyOfRange(old, from, old.length + 1);
            more[more.length - 1] = piece;
            return more;
        });
        long[] bits = filter;
        int bit = bit(hash);
        bits[bit >>> 6] |= 1L << bit;
        filter = bits;
    }

    private void forget(String value) {
        known.remove(value);
        for (String form : forms(value)) {
            for (String piece : pieces(form)) {
                if (uses.merge(piece, -1, (a, b) -> a + b == 0 ? null : a + b) == null) {
                    char[] gone = piece.toCharArray();
                    pieces.computeIfPresent(hash(gone), (hash, bucket) -> {
                        char[][] rest = Arrays.stream(bucket)
                                .filter(one -> !Arrays.equals(one, gone))
                                .toArray(char[][]::new);
                        return rest.length == 0 ? null : rest;
                    });
                }
            }
        }
    }

    private static List<String> pieces(String form) {
        char[] folded = form.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = Chars.fold(folded[i]);
        }
        String text = new String(folded);
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from + PIECE < text.length(); from += PIECE) {
            pieces.add(text.substring(from, from + PIECE));
        }
        pieces.add(text.substring(Math.max(0, text.length() - PIECE)));
        return pieces;
    }

    private static int power(int base, int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    private int hash(char[] piece) {
        int hash = 0;
        for (int i = 0; i < SHORTEST; i++) {
            hash = hash * factor + piece[i];
        }
        return hash;
    }

    private static int bit(int hash) {
        return (hash * 0x9E3779B9) >>> (Integer.SIZE - FILTER_BITS);
    }

    void find(char[] text, Spans found) {
        if (known.isEmpty()) {
            return;
        }
        long[] bits = filter;
        int hash = 0;
        for (int i = 0; i < text.length; i++) {
            int start = i - SHORTEST + 1;
            // Each step has to wait for the one before: what leaves and what comes is made ready beside it.
            int change = Chars.fold(text[i]) - (start > 0 ? oldest * Chars.fold(text[start - 1]) : 0);
            hash = hash * factor + change;
            int bit = bit(hash);
            if (start >= 0 && (bits[bit >>> 6] & 1L << bit) != 0) {
                findAt(text, start, hash, found);
            }
        }
    }

    private void findAt(char[] text, int start, int hash, Spans found) {
        char[][] candidates = pieces.get(hash);
        if (candidates == null) {
            return;
        }
        for (char[] piece : candidates) {
            if (stands(text, start, piece)) {
                found.add(start, start + piece.length, TYPE);
            }
        }
    }

    private static boolean stands(char[] text, int start, char[] piece) {
        if (start + piece.length > text.length) {
            return false;
        }
        for (int i = 0; i < piece.length; i++) {
            if (Chars.fold(text[start + i]) != piece[i]) {
                return false;
            }
        }
        return true;
    }
}
