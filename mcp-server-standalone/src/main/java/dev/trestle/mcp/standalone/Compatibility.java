package dev.trestle.mcp.standalone;

import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.http.options.OriginOptions.Unset;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The keys whose default is the profile's: only those that are given say anything. */
final class Compatibility {

    private static final Map<GatewayKey, BiConsumer<HttpOptionsBuilder, String>> KEYS = new EnumMap<>(Map.of(
            GatewayKey.UNSET_ORIGINS, (options, word) -> options.unsetOrigins(unset(word)),
            GatewayKey.UNSET_HOSTS, (options, word) -> options.unsetHosts(unset(word)),
            GatewayKey.TOLERANT, (options, word) -> options.tolerant(isTrue(word)),
            GatewayKey.UNKNOWN_SESSION_STATUS, (options, word) -> options.unknownSessionStatus(Integer.parseInt(word)),
            GatewayKey.DELETE_UNKNOWN_STATUS, (options, word) -> options.deleteUnknownStatus(Integer.parseInt(word)),
            GatewayKey.CLIENT_CHOSEN_SESSION_IDS, (options, word) -> options.clientChosenSessionIds(isTrue(word)),
            GatewayKey.LENIENT_HEADERS, (options, word) -> options.lenientHeaders(isTrue(word)),
            GatewayKey.IN_BAND_STATUS, (options, word) -> options.inBandStatus(isTrue(word)),
            GatewayKey.TIMEOUT_CODE, (options, word) -> options.timeoutCode(Integer.parseInt(word)),
            GatewayKey.SESSION_HEADER_ALWAYS, (options, word) -> options.sessionHeaderAlways(isTrue(word))));

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

    private static boolean isTrue(String word) {
        return word.equals("true");
    }
}
