package dev.trestle.mcp.standalone;

import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.http.options.OriginOptions.Unset;
import dev.trestle.mcp.http.options.SseOptions.Flavour;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The keys whose default is the profile's: only those that are given say anything. */
final class Compatibility {

    private static final Map<GatewayKey, BiConsumer<HttpOptionsBuilder, String>> KEYS = new EnumMap<>(Map.ofEntries(
            Map.entry(GatewayKey.UNSET_ORIGINS, (options, word) -> options.unsetOrigins(unset(word))),
            Map.entry(GatewayKey.UNSET_HOSTS, (options, word) -> options.unsetHosts(unset(word))),
            Map.entry(GatewayKey.TOLERANT, (options, word) -> options.tolerant(isTrue(word))),
            Map.entry(
                    GatewayKey.UNKNOWN_SESSION_STATUS,
                    (options, word) -> options.unknownSessionStatus(Integer.parseInt(word))),
            Map.entry(
                    GatewayKey.DELETE_UNKNOWN_STATUS,
                    (options, word) -> options.deleteUnknownStatus(Integer.parseInt(word))),
            Map.entry(
                    GatewayKey.CLIENT_CHOSEN_SESSION_IDS,
                    (options, word) -> options.clientChosenSessionIds(isTrue(word))),
            Map.entry(GatewayKey.LENIENT_HEADERS, (options, word) -> options.lenientHeaders(isTrue(word))),
            Map.entry(GatewayKey.IN_BAND_STATUS, (options, word) -> options.inBandStatus(isTrue(word))),
            Map.entry(GatewayKey.TIMEOUT_CODE, (options, word) -> options.timeoutCode(Integer.parseInt(word))),
            Map.entry(GatewayKey.SESSION_HEADER_ALWAYS, (options, word) -> options.sessionHeaderAlways(isTrue(word))),
            Map.entry(GatewayKey.SSE_FLAVOUR, (options, word) -> options.flavour(flavour(word))),
            Map.entry(GatewayKey.SSE_ORIGIN_CHECK, (options, word) -> options.sseOriginCheck(isTrue(word)))));

    private Compatibility() {}

    static void apply(GatewaySettings settings, HttpOptionsBuilder options) {
        KEYS.forEach((key, set) -> {
            if (settings.isGiven(key)) {
                set.accept(options, settings.text(key).orElseThrow());
            }
        });
    }

    private static Unset unset(String word) {
        return word.equals("any") ? Unset.ANY : Unset.LOOPBACK;
    }

    private static Flavour flavour(String word) {
        return word.equals("broadcast") ? Flavour.BROADCAST : Flavour.SESSION;
    }

    private static boolean isTrue(String word) {
        return word.equals("true");
    }
}
