package dev.trestle.mcp.policy.key;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.Authenticator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by a key that they send with every request: {@code Authorization: Bearer KEY}, or {@code X-API-Key: KEY}. Kept
 * are hashes only, a line {@code name:sha256} for each key; a name may have several, so that a key can be replaced. Empty
 * lines, and those that begin with {@code #}, say nothing.
 *
 * <p>A key in the query of a URL is refused even if it is right: URLs are in the logs of others. What is presented is
 * compared with all keys in a time that does not depend on any of them. Neither keys nor what was presented is logged or
 * told to anybody. Thread-safe.
 */
public final class ApiKeys implements Authenticator {

    private static final String REALM = "Bearer realm=\"trestle\"";
    private static final Outcome NO_KEY = new Outcome.Unauthenticated(REALM);
    private static final Outcome WRONG_KEY = new Outcome.Unauthenticated(
            REALM + ", error=\"invalid_token\", error_description=\"The key is not known\"");
    private static final Outcome WRONG_PLACE = new Outcome.Unauthenticated(
            REALM + ", error=\"invalid_request\", error_description=\"Send one key, in a header\"");
    private static final Set<String> NAMES_IN_QUERIES =
            Set.of("key", "token", "access_token", "api_key", "api-key", "apikey", "x-api-key");
    private static final String BEARER = "bearer ";
    private static final int LONGEST = 512;

    private final Supplier<List<KnownKey>> source;
    private final boolean anonymous;
    private volatile List<KnownKey> keys;

    private ApiKeys(Supplier<List<KnownKey>> source, boolean anonymous) {
        this.source = source;
        this.anonymous = anonymous;
        this.keys = source.get();
    }

    /**
     * The keys of a file of at most 1 MiB and 10,000 keys. Whoever has none is refused.
     *
     * @param file its lines are read now, and with each {@link #reload()}
     * @return the authenticator
     * @throws IllegalArgumentException if the file cannot be read, or a line is wrong; the message says which
     */
    public static ApiKeys file(Path file) {
        return new ApiKeys(() -> KeyFile.read(file), false);
    }

    /**
     * The keys of lines as a file would have them.
     *
     * @param lines the lines
     * @return the authenticator
     * @throws IllegalArgumentException if a line is wrong; the message says which
     */
    public static ApiKeys of(List<String> lines) {
        String text = String.join("\n", lines);
        return new ApiKeys(() -> KeyFile.parse(text), false);
    }

    /**
     * The same keys, with another answer to whoever presents none. A key that is wrong is refused in either case.
     *
     * @param allowed whether they are let in as {@link Principal#ANONYMOUS}
     * @return another authenticator
     */
    public ApiKeys anonymous(boolean allowed) {
        return new ApiKeys(source, allowed);
    }

    /**
     * Reads the file anew. From then on keys that are no longer in it are refused, in open sessions too. Blocks for that.
     *
     * @throws IllegalArgumentException if the file cannot be read, or a line is wrong; the keys from before stay
     */
    public void reload() {
        keys = source.get();
    }

    @Override
    public Outcome authenticate(Request request) {
        if (request.query().map(ApiKeys::holdsKey).orElse(false)) {
            return WRONG_PLACE;
        }
        Optional<String> authorization = request.header("Authorization");
        Optional<String> header = request.header("X-API-Key");
        if (authorization.isPresent() && header.isPresent()) {
            return WRONG_PLACE;
        }
        if (authorization.isEmpty() && header.isEmpty()) {
            return anonymous ? new Outcome.Authenticated(Principal.ANONYMOUS) : NO_KEY;
        }
        String presented =
                header.or(() -> authorization.flatMap(ApiKeys::bearer)).orElse("");
        String name = owner(presented.trim());
        return name == null ? WRONG_KEY : new Outcome.Authenticated(new Principal(name, true));
    }

    private static Optional<String> bearer(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? Optional.of(authorization.substring(BEARER.length())) : Optional.empty();
    }

    /** Looks at every key, whichever it is, so that the time tells nothing of which it was. */
    private @Nullable String owner(String presented) {
        boolean possible = !presented.isEmpty() && presented.length() <= LONGEST;
        byte[] hash = ApiKey.hash(possible ? presented : "");
        List<KnownKey> known = keys;
        int found = -1;
        for (int i = 0; i < known.size(); i++) {
            found = known.get(i).is(hash) ? i : found;
        }
        return possible && found >= 0 ? known.get(found).name() : null;
    }

    private static boolean holdsKey(String query) {
        for (String parameter : query.split("&", -1)) {
            String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
            if (NAMES_IN_QUERIES.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** How many keys there are. */
    @Override
    public String toString() {
        return "ApiKeys[" + keys.size() + " keys, anonymous=" + anonymous + "]";
    }
}
