package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.interceptor.access.AccessRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds what is wrong with rules, by the place of each in the list, and what is accepted and does nothing: who writes a bound
 * believes in it.
 */
final class RuleCheck {

    /** What says nothing alone: the beginning of keys, and what they need. */
    private static final Map<String, GatewayKey> NEEDED = Map.of(
            "audit.", GatewayKey.AUDIT,
            "anomalies.", GatewayKey.AUDIT,
            "otel.", GatewayKey.OTEL_ENDPOINT,
            "auth.", GatewayKey.AUTH_API_KEYS);

    private static final List<GatewayKey> RATES = List.of(
            GatewayKey.RATE_PER_GATEWAY,
            GatewayKey.RATE_PER_CLIENT,
            GatewayKey.RATE_PER_BACKEND,
            GatewayKey.RATE_PER_TOOL,
            GatewayKey.RATE_MIN_INTERVAL);
    private static final List<GatewayKey> REDACTED =
            List.of(GatewayKey.REDACTION_RESULTS, GatewayKey.REDACTION_ARGUMENTS, GatewayKey.REDACTION_NOTIFICATIONS);

    private RuleCheck() {}

    /** Lines that are no rules. */
    static Map<Integer, String> lines(List<String> lines) {
        return wrong(lines, line -> {
            try {
                AccessRule.parse(line);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.ofNullable(e.getMessage());
            }
        });
    }

    /** Rules about servers that are not there: a word spelled wrong would make a rule that denies nothing. */
    static Map<Integer, String> backends(List<String> lines, List<String> servers) {
        return wrong(
                lines,
                line -> backend(line)
                        .filter(name -> !servers.contains(name))
                        .map(name -> "\"" + name + "\" is none of the servers; use " + String.join(", ", servers)));
    }

    /** Tools of servers that are not there: nobody would ever be asked. */
    static Map<Integer, String> tools(List<String> patterns, List<String> servers) {
        return wrong(patterns, pattern -> {
            String server = pattern.indexOf('/') < 0 ? "*" : pattern.substring(0, pattern.indexOf('/'));
            return server.contains("*") || servers.contains(server)
                    ? Optional.empty()
                    : Optional.of("\"" + server + "\" is none of the servers; use " + String.join(", ", servers));
        });
    }

    /** Tells of rules about principals while there are no keys, and so nobody but anonymous ones. */
    static Map<Integer, String> principals(List<String> lines, GatewaySettings settings) {
        return settings.isGiven(GatewayKey.AUTH_API_KEYS)
                ? Map.of()
                : wrong(
                        lines,
                        line -> principal(line)
                                .map(name -> "nobody can be \"" + name + "\" without gateway.auth.apiKeys"));
    }

    private static Optional<String> principal(String line) {
        try {
            return AccessRule.parse(line).principal();
        } catch (IllegalArgumentException toldAlready) {
            return Optional.empty();
        }
    }

    /** Tells of keys that do nothing as the others are. */
    static void unused(GatewaySettings settings, Map<String, String> environment, Problems problems) {
        for (GatewayKey key : GatewayKey.values()) {
            if (settings.isGiven(key)) {
                missing(key, settings).ifPresent(needed -> problems.warning("gateway." + key.key(), needed));
            }
        }
        settings.texts(GatewayKey.REDACTION_SECRETS).orElse(List.of()).stream()
                .filter(name -> !environment.containsKey(name))
                .forEach(name -> problems.warning(
                        "gateway." + GatewayKey.REDACTION_SECRETS.key(),
                        "the environment variable " + name + " is not set"));
    }

    private static Optional<String> missing(GatewayKey key, GatewaySettings settings) {
        Optional<GatewayKey> needed = NEEDED.entrySet().stream()
                .filter(entry -> key.key().startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(other -> other != key && !settings.isGiven(other))
                .findFirst();
        if (needed.isPresent()) {
            return Optional.of("has no effect without gateway." + needed.get().key());
        }
        if (key.key().startsWith("cache.")
                && key != GatewayKey.CACHE_ENABLED
                && !settings.flag(GatewayKey.CACHE_ENABLED)) {
            return Optional.of("has no effect without gateway.cache.enabled");
        }
        boolean off = !settings.flag(GatewayKey.REDACTION_ENABLED);
        if (off && REDACTED.contains(key) && settings.flag(key)) {
            return Optional.of("has no effect while gateway.redaction.enabled is false");
        }
        boolean ofRates = key == GatewayKey.RATE_QUEUE || key == GatewayKey.RATE_MAX_WAIT;
        if (ofRates && RATES.stream().noneMatch(settings::isGiven)) {
            return Optional.of("has no effect without a rate or an interval in gateway.rateLimit");
        }
        boolean alone = key == GatewayKey.APPROVAL_WAIT && !settings.isGiven(GatewayKey.ADMIN_PORT);
        return alone ? Optional.of("has no effect without gateway.admin.port") : Optional.empty();
    }

    private static Optional<String> backend(String line) {
        try {
            return AccessRule.parse(line).backend();
        } catch (IllegalArgumentException toldAlready) {
            return Optional.empty();
        }
    }

    private static Map<Integer, String> wrong(List<String> lines, Function<String, Optional<String>> judge) {
        Map<Integer, String> wrong = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int at = i;
            judge.apply(lines.get(i)).ifPresent(why -> wrong.put(at, "\"" + lines.get(at) + "\": " + why));
        }
        return wrong;
    }
}
