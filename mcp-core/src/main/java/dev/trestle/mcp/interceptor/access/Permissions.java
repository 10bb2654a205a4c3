package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The one answer to who may what, for lists and for calls.
 *
 * @param disabled tools that are not there for anybody, by backend
 * @param rules in order; the first that is about something settles it
 */
record Permissions(Map<String, Set<String>> disabled, List<AccessRule> rules) {

    /** Without rules everything is allowed; with rules, what no rule is about is not. */
    boolean permit(Principal principal, String view, Kind kind, String name) {
        if (kind == Kind.TOOLS && disabled.getOrDefault(view, Set.of()).contains(name)) {
            return false;
        }
        if (rules.isEmpty()) {
            return true;
        }
        // A server may take several spellings of a URI for one: both the one that came and the plain one must be
        // allowed.
        return settled(rule -> rule.isAbout(principal, view, kind, name))
                && (kind != Kind.RESOURCES || permitPlain(principal, view, PlainUri.of(name)));
    }

    private boolean permitPlain(Principal principal, String view, String uri) {
        return settled(rule -> rule.isAboutPlain(principal, view, uri));
    }

    private boolean settled(Predicate<AccessRule> about) {
        for (AccessRule rule : rules) {
            if (about.test(rule)) {
                return rule.allows();
            }
        }
        return false;
    }
}
