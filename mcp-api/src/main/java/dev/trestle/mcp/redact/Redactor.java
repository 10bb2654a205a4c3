package dev.trestle.mcp.redact;

import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts and writes {@code [REDACTED:TYPE]} in their place: those that it was told, in whatever form;
 * values that are named like secrets; and tokens that look like what they are. Needs time in proportion to the text,
 * whatever is in it. Immutable but for its {@link #secrets()}; thread-safe.
 *
 * <p>A text that was redacted before is not changed again.
 */
public final class Redactor {

    /** Changes nothing. */
    public static final Redactor OFF = new Redactor(new SecretTable(0), List.of());

    private static final int LEAST = 5;
    private static final int LEVELS = 3;

    private final SecretTable secrets;
    private final List<Finder> finders;

    private Redactor(SecretTable secrets, List<Finder> finders) {
        this.secrets = secrets;
        this.finders = finders;
    }

    /**
     * Begins a redactor.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The secrets that it knows, to which more may be told.
     *
     * @return shared with nobody else; that of {@link #OFF} takes none
     */
    public SecretTable secrets() {
        return secrets;
    }

    /**
     * Whether it changes nothing.
     *
     * @return true for {@link #OFF}
     */
    public boolean isOff() {
        return finders.isEmpty();
    }

    /**
     * A text without secrets.
     *
     * @param text any text
     * @return the same text if there is none in it
     */
    public String redact(String text) {
        if (text.length() < LEAST || isOff()) {
            return text;
        }
        char[] chars = text.toCharArray();
        Spans found = find(chars);
        return found.isEmpty() ? text : found.replace(chars);
    }

    private Spans find(char[] text) {
        Spans found = new Spans();
        finders.forEach(finder -> finder.find(text, found));
        @Nullable Unescaped plain = Unescaped.of(text);
        for (int level = 0; plain != null && level < LEVELS; level++) {
            Spans within = new Spans();
            for (Finder finder : finders) {
                finder.find(plain.chars(), within);
            }
            found.addAll(within, plain.origin());
            plain = plain.again();
        }
        return found;
    }

    /**
     * The same, knowing the same secrets, but for values that it would know by the names before them: for texts of our own, in
     * which the name of a setting stands before what we say of it.
     *
     * @return a redactor that shares {@link #secrets()}
     */
    public Redactor withoutNames() {
        return new Redactor(
                secrets,
                finders.stream()
                        .filter(finder -> !(finder instanceof NamedFinder))
                        .toList());
    }

    /**
     * A JSON value without secrets in its strings and names of members. Numbers and structure stay; what is named
     * {@code cursor}, {@code nextCursor}, {@code requestState} or {@code progressToken} does too, for it is no peer's to change.
     *
     * @param json one JSON value
     * @return the same slice if there is nothing to change
     */
    public JsonSlice redact(JsonSlice json) {
        return isOff() ? json : new JsonStrings(this, json).redacted();
    }

    /** Collects what a redactor knows. Not thread-safe. */
    public static final class Builder {
        private final List<TokenShape> shapes = new ArrayList<>(TokenShape.known());
        private int maxSeen = 256;
        private boolean personal;

        private Builder() {}

        /**
         * Adds tokens of your own.
         *
         * @param pattern how they begin, at least 4 characters; {@code ?} is any one letter, digit or underscore; a star at the
         *     end may be left out
         * @return this builder
         * @throws IllegalArgumentException if it says too little or something else; the message says what is wanted
         */
        public Builder pattern(String pattern) {
            shapes.add(TokenShape.of(pattern));
            return this;
        }

        /**
         * Sets how many secrets that were seen in requests are remembered; 256 by default. One more, and the oldest is forgotten.
         *
         * @param count at least 1
         * @return this builder
         */
        public Builder maxSeen(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("maxSeen must be positive, not " + count);
            }
            maxSeen = count;
            return this;
        }

        /**
         * Says whether mail addresses, telephone numbers and numbers of payment cards are redacted; they are not by default.
         *
         * @param hidden whether they are
         * @return this builder
         */
        public Builder personal(boolean hidden) {
            personal = hidden;
            return this;
        }

        /**
         * Makes the redactor.
         *
         * @return it, knowing no secret yet
         */
        public Redactor build() {
            SecretTable secrets = new SecretTable(maxSeen);
            List<Finder> plain = new ArrayList<>(List.of(
                    secrets::find,
                    new TokenFinder(shapes),
                    new JwtFinder(),
                    new PemFinder(),
                    new UrlPasswordFinder(),
                    new NamedFinder()));
            List<Finder> finders = new ArrayList<>(plain);
            finders.add(new EncodedFinder(plain));
            if (personal) {
                finders.add(new PersonalFinder());
            }
            return new Redactor(secrets, List.copyOf(finders));
        }
    }
}
