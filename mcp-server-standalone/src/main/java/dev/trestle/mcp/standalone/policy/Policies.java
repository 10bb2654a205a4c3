package dev.trestle.mcp.standalone.policy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.interceptor.cache.Caching;
import dev.trestle.mcp.policy.key.ApiKeys;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The policies that a file asks for. What it does not ask for is in nobody's way. */
public final class Policies {

    private static final Pattern TTL = Pattern.compile("([A-Za-z0-9._-]{1,64}) +(\\d{1,6}[smh]) +(\\d{1,6}[smh])");

    private Policies() {}

    /** Puts them into the pipeline. */
    public static void apply(GatewaySettings settings, List<ServerSettings> servers, McpGateway.Builder gateway) {
        Access access = access(settings, servers);
        if (!access.isOff()) {
            gateway.at(Place.ACCESS, access);
        }
        RateLimit limit = rateLimit(settings);
        if (!limit.isOff()) {
            gateway.at(Place.RATE_LIMIT, limit);
        }
        Validation validation = validation(settings);
        if (!validation.isOff()) {
            gateway.at(Place.VALIDATION, validation);
        }
        cache(settings).ifPresent(options -> {
            List<String> names = servers.stream().map(ServerSettings::name).toList();
            if (!names.containsAll(options.cacheTtl().keySet())) {
                throw new Refusal("gateway.cache.ttl: names a server that is none of " + names);
            }
            gateway.at(Place.CACHING, new Caching(options));
        });
    }

    /** What is given again, or empty for nothing. */
    public static Optional<CacheOptions> cache(GatewaySettings settings) {
        if (!settings.flag(GatewayKey.CACHE_ENABLED)) {
            return Optional.empty();
        }
        Map<String, CacheOptions.Ttl> ttls = new LinkedHashMap<>();
        settings.texts(GatewayKey.CACHE_TTL).orElse(List.of()).forEach(line -> {
            Matcher words = TTL.matcher(line);
            if (!words.matches()) {
                throw new Refusal(
                        "gateway.cache.ttl: each must be a server, and two durations like \"files 300s 60s\"");
            }
            ttls.put(words.group(1), new CacheOptions.Ttl(duration(words.group(2)), duration(words.group(3))));
        });
        return Optional.of(new CacheOptions(settings.number(GatewayKey.CACHE_WEIGHT), ttls));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    /** Whether arguments and results are held against schemas. */
    public static Validation validation(GatewaySettings settings) {
        return Validation.builder()
                .arguments(settings.flag(GatewayKey.VALIDATE_ARGUMENTS))
                .results(settings.flag(GatewayKey.VALIDATE_RESULTS))
                .maxSchema(settings.number(GatewayKey.MAX_SCHEMA))
                .maxSteps(settings.number(GatewayKey.MAX_STEPS))
                .maxLists(settings.number(GatewayKey.MAX_LISTS))
                .maxSchemas(settings.number(GatewayKey.MAX_SCHEMAS))
                .schemaTtl(settings.duration(GatewayKey.SCHEMA_TTL))
                .build();
    }

    /** Who clients are; empty if nobody is asked. */
    public static Optional<ApiKeys> keys(GatewaySettings settings) {
        boolean anonymous =
                settings.text(GatewayKey.AUTH_ANONYMOUS).orElseThrow().equals("allow");
        Optional<String> file = settings.text(GatewayKey.AUTH_API_KEYS);
        if (file.isEmpty() && settings.isGiven(GatewayKey.AUTH_ANONYMOUS) && !anonymous) {
            throw new Refusal(
                    "gateway.auth.anonymous: refuses everybody while there are no keys; set gateway.auth.apiKeys");
        }
        try {
            return file.map(name -> ApiKeys.file(Path.of(name)).anonymous(anonymous));
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway.auth.apiKeys: " + wrong.getMessage());
        }
    }

    /** Who sees and uses what. */
    public static Access access(GatewaySettings settings, List<ServerSettings> servers) {
        Access.Builder access = Access.builder();
        settings.texts(GatewayKey.ACCESS_RULES).orElse(List.of()).forEach(access::rule);
        servers.forEach(
                server -> access.disabledTools(server.name(), server.traits().disabledTools()));
        return access.build();
    }

    /** How often calls may come. */
    public static RateLimit rateLimit(GatewaySettings settings) {
        RateLimit.Builder limit = RateLimit.builder()
                .lists(settings.flag(GatewayKey.RATE_LISTS))
                .maxWait(settings.duration(GatewayKey.RATE_MAX_WAIT))
                .maxKeys(settings.number(GatewayKey.RATE_MAX_KEYS));
        settings.rate(GatewayKey.RATE_PER_GATEWAY).ifPresent(limit::perGateway);
        settings.rate(GatewayKey.RATE_PER_CLIENT).ifPresent(limit::perClient);
        settings.rate(GatewayKey.RATE_PER_BACKEND).ifPresent(limit::perBackend);
        settings.rate(GatewayKey.RATE_PER_TOOL).ifPresent(limit::perTool);
        settings.durationIfAny(GatewayKey.RATE_MIN_INTERVAL).ifPresent(limit::minInterval);
        settings.numberIfAny(GatewayKey.RATE_QUEUE).ifPresent(limit::queue);
        return limit.build();
    }
}
