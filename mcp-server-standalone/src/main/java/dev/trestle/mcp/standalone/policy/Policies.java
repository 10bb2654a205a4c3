package dev.trestle.mcp.standalone.policy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.interceptor.cache.CacheOptions;
import dev.trestle.mcp.interceptor.cache.Caching;
import dev.trestle.mcp.policy.approval.Approval;
import dev.trestle.mcp.policy.approval.ApprovalDesk;
import dev.trestle.mcp.policy.key.ApiKeys;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.BuiltInKeys;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.standalone.reload.Reloads;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The policies that a file asks for. What it does not ask for is in nobody's way. */
public final class Policies {

    private static final Pattern TTL = Pattern.compile("([A-Za-z0-9._-]{1,64}) +(\\d{1,6}[smh]) +(\\d{1,6}[smh])");

    private final Access access;
    private final RateLimit rateLimit;
    private final Validation validation;
    private final Optional<Approval> approval;
    private final Optional<Caching> caching;

    private Policies(GatewaySettings settings, List<ServerSettings> servers, Consumer<AuditEvent> audit) {
        access = access(settings, servers);
        rateLimit = rateLimit(settings);
        validation = validation(settings);
        approval = Approvals.options(settings, servers)
                .map(options -> options.decided(request -> audit.accept(Approvals.event(request)))
                        .build());
        caching = caching(settings, servers);
    }

    /** Those of a file, for one gateway; the audit hears what is decided beside calls. */
    public static Policies of(GatewaySettings settings, List<ServerSettings> servers, Consumer<AuditEvent> audit) {
        return new Policies(settings, servers, audit);
    }

    /** Puts them into the pipeline. */
    public void apply(McpGateway.Builder gateway) {
        if (!access.isOff()) {
            gateway.at(Place.ACCESS, access);
        }
        rateLimit().ifPresent(limit -> gateway.at(Place.RATE_LIMIT, limit));
        if (!validation.isOff()) {
            gateway.at(Place.VALIDATION, validation);
        }
        approval.ifPresent(asks -> gateway.at(Place.APPROVAL, asks));
        caching.ifPresent(cache -> gateway.at(Place.CACHING, cache));
    }

    /** Where calls are allowed, if somebody has to; once the gateway is built. */
    public Optional<ApprovalDesk> desk() {
        return approval.map(Approval::desk);
    }

    /** How often calls may come, if that is bounded. */
    public Optional<RateLimit> rateLimit() {
        return rateLimit.isOff() ? Optional.empty() : Optional.of(rateLimit);
    }

    /** Those that have numbers. */
    public List<Gauges> gauges() {
        return caching.<List<Gauges>>map(List::of).orElse(List.of());
    }

    /** Adds what can be read anew. */
    public void addTo(Reloads reloads) {
        caching.ifPresent(cache -> reloads.add("cache", cache::reload));
    }

    private static Optional<Caching> caching(GatewaySettings settings, List<ServerSettings> servers) {
        return cache(settings).map(options -> {
            List<String> names = BuiltInKeys.withBuiltIn(servers, settings);
            if (!names.containsAll(options.cacheTtl().keySet())) {
                throw new Refusal("gateway.cache.ttl: names a server that is none of " + names);
            }
            return new Caching(options);
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
