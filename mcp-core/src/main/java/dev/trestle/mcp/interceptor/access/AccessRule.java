package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.Principal;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Allows or denies some principals some tools, prompts or resources of some backends. Immutable.
 *
 * <p>As a line: {@code allow|deny PRINCIPAL [BACKEND/]KIND:NAME}.
 *
 * <ul>
 *   <li>{@code PRINCIPAL}: {@code *} for everybody, {@code anonymous} for whoever did not say who he is, or the name of an
 *       authenticated principal
 *   <li>{@code BACKEND}: a backend's name; if it is left out, with its slash, any
 *   <li>{@code KIND}: {@code tools}, {@code prompts}, {@code resources}, or {@code *} for all three
 *   <li>{@code NAME}: the rest of the line: a tool's or prompt's name, a resource's URI, or the URI template of one as the
 *       backend lists it
 * </ul>
 *
 * In principals, backends and names {@code *} stands for any characters, none among them; nothing else is special.
 */
public final class AccessRule {

    private static final Pattern LINE =
            Pattern.compile("\\s*(\\S+)\\s+(\\S+)\\s+(?:([^\\s:/]*)/)?([^\\s:/]*):(.*?)\\s*");
    private static final String FORM = "write it like \"deny * tools:delete_*\" or \"allow alice github/tools:*\"";
    private static final String ANYBODY = "*";
    private static final String NOBODY = Principal.ANONYMOUS.name();

    private final String line;
    private final boolean allows;
    private final String who;
    private final Glob principal;
    private final Glob backend;
    private final @Nullable Kind kind;
    private final Glob name;
    private final Glob plainUri;

    private AccessRule(String line, boolean allows, Matcher parts, @Nullable Kind kind) {
        this.line = line.trim();
        this.allows = allows;
        this.who = parts.group(2);
        this.principal = new Glob(who);
        this.backend = new Glob(Objects.requireNonNullElse(parts.group(3), "*"));
        this.kind = kind;
        this.name = new Glob(parts.group(5));
        this.plainUri = new Glob(PlainUri.of(parts.group(5)));
    }

    /**
     * Reads a line.
     *
     * @param line as above
     * @return the rule
     * @throws IllegalArgumentException if it is none; the message says what is wrong with it and how to write it
     */
    public static AccessRule parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not a rule; " + FORM);
        }
        String word = parts.group(1);
        if (!word.equals("allow") && !word.equals("deny")) {
            throw new IllegalArgumentException("begins with \"" + word + "\", not with allow or deny; " + FORM);
        }
        if (parts.group(5).isEmpty() || "".equals(parts.group(3))) {
            throw new IllegalArgumentException("names nothing; " + FORM);
        }
        String kind = parts.group(4);
        Optional<Kind> known = Arrays.stream(Kind.values())
                .filter(one -> one.word().equals(kind))
                .findFirst();
        if (known.isEmpty() && !kind.equals("*")) {
            throw new IllegalArgumentException("is about \"" + kind + "\", which is none of "
                    + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")) + ", *; " + FORM);
        }
        return new AccessRule(line, word.equals("allow"), parts, known.orElse(null));
    }

    /**
     * The backend that it names.
     *
     * @return empty if it is about several, by a pattern or because it names none
     */
    public Optional<String> backend() {
        String named = backend.toString();
        return named.contains("*") ? Optional.empty() : Optional.of(named);
    }

    /**
     * The authenticated principal that it names.
     *
     * @return empty if it is about everybody, anonymous ones, or several by a pattern
     */
    public Optional<String> principal() {
        return who.contains(ANYBODY) || who.equals(NOBODY) ? Optional.empty() : Optional.of(who);
    }

    boolean allows() {
        return allows;
    }

    boolean isAbout(Principal asking, String view, Kind about, String named) {
        return isAbout(asking, view, about) && name.matches(named);
    }

    /** As {@link #isAbout(Principal, String, Kind, String)}, of a resource by its {@linkplain PlainUri plain} URI. */
    boolean isAboutPlain(Principal asking, String view, String uri) {
        return isAbout(asking, view, Kind.RESOURCES) && plainUri.matches(uri);
    }

    private boolean isAbout(Principal asking, String view, Kind about) {
        return (kind == null || kind == about) && isOf(asking) && backend.matches(view);
    }

    /** Nobody gets what is the anonymous ones' by being called so, and they nothing by a pattern that happens to fit. */
    private boolean isOf(Principal asking) {
        if (who.equals(ANYBODY)) {
            return true;
        }
        return asking.authenticated() ? !who.equals(NOBODY) && principal.matches(asking.name()) : who.equals(NOBODY);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessRule that && line.equals(that.line);
    }

    @Override
    public int hashCode() {
        return line.hashCode();
    }

    /** The line. */
    @Override
    public String toString() {
        return line;
    }
}
