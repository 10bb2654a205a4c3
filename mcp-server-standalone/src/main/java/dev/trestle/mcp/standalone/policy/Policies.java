package dev.trestle.mcp.standalone.policy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.policy.rate.RateLimit;
import dev.trestle.mcp.policy.schema.Validation;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;

/** The policies that a file asks for. What it does not ask for is in nobody's way. */
public final class Policies {

    private Policies() {}

    /** Puts them into the pipeline. */
    public static void apply(GatewaySettings settings, McpGateway.Builder gateway) {
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
