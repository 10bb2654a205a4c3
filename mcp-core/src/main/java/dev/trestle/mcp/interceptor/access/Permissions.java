package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        for (AccessRule rule : rules) {
            if (rule.isAbout(principal, view, kind, name)) {
                return rule.allows();
            }
        }
        return rules.isEmpty();
    }
}
