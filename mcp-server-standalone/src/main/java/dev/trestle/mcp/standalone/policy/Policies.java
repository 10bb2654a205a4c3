package dev.trestle.mcp.standalone.policy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.interceptor.access.Access;
import dev.trestle.mcp.policy.key.ApiKeys;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The policies that a file asks for. What it does not ask for is in nobody's way. */
public final class Policies {

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
