package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of which era a message of a client is: that which its body names a version of, whatever headers say; a body that names none
 * is of the legacy era, unless a header says that it should have named one (2026-07-28, `basic/versioning`). Decided anew for
 * each message, so that both eras may be spoken on one URL.
 */
public final class EraSelector {

    /** The header that names the version. */
    public static final String VERSION_HEADER = "MCP-Protocol-Version";

    private static final String INITIALIZE = "initialize";
    private static final Set<String> LEGACY = Set.copyOf(LegacyRules.versions());

    private EraSelector() {}

    /** Which era a message is of. */
    public enum Era {
        /** The legacy era, of sessions. */
        LEGACY,
        /** The modern era, without sessions. */
        MODERN
    }

    /**
     * The era of a message.
     *
     * @param message a message of a client
     * @param headers the HTTP headers that it came with, or null if the transport has none
     * @return the era; a message that contradicts itself is of the modern one, which refuses it
     */
    public static Era of(JsonRpcMessage message, @Nullable RequestHeaders headers) {
        if (namesModern(headers)) {
            return Era.MODERN;
        }
        boolean claims = message instanceof Request request
                ? claims(request.params()) && !isLegacyHandshake(request)
                : message instanceof Notification notification && claims(notification.params());
        return claims ? Era.MODERN : Era.LEGACY;
    }

    private static boolean claims(@Nullable Params params) {
        return ClientEnvelope.ifKnown(params) != null || ClientEnvelope.claim(params) != null;
    }

    /**
     * What is wrong with a request that claims no version of its own, but has a header that does.
     *
     * @param claims whether it is known already to claim one
     */
    static Optional<Refused> contradiction(Request request, boolean claims, @Nullable RequestHeaders headers) {
        if (headers == null && isLegacyHandshake(request)) {
            // A pipe on which the modern era is spoken already.
            return ModernChecks.unsupported(askedFor(request)).map(error -> new Refused(400, error));
        }
        if (isLegacyHandshake(request)) {
            return Optional.of(new Refused(
                    400, ModernChecks.mismatch(VERSION_HEADER + " names a version that has no initialize")));
        }
        return claims || claims(request.params())
                ? Optional.empty()
                : Optional.of(new Refused(400, ClientEnvelope.missing(request.params())));
    }

    private static String askedFor(Request request) {
        return request.params() == null
                ? ""
                : new SliceEditor()
                        .member(request.params().json(), "protocolVersion")
                        .map(SliceEditor::text)
                        .orElse("");
    }

    /** An initialize that does not claim to be of the modern era, where it would be no method. */
    private static boolean isLegacyHandshake(Request request) {
        if (!request.method().equals(INITIALIZE)) {
            return false;
        }
        JsonSlice claim = ClientEnvelope.claim(request.params());
        return claim == null
                || Modern.VERSIONS.stream()
                        .noneMatch(version -> claim.toString().equals('"' + version + '"'));
    }

    private static boolean namesModern(@Nullable RequestHeaders headers) {
        if (headers != null) {
            List<String> named = headers.values(VERSION_HEADER);
            for (int i = 0; i < named.size(); i++) {
                if (Modern.VERSIONS.contains(named.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a version header is of no legacy version, so that the message must be read before anything is said of it.
     *
     * @param headers the headers
     * @return true if it is there and names no legacy version
     */
    public static boolean namesNoLegacy(RequestHeaders headers) {
        List<String> versions = headers.values(VERSION_HEADER);
        return !versions.isEmpty() && !LEGACY.containsAll(versions);
    }
}
