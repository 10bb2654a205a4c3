package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Puts what a server has to remember between two rounds into a text that only this server can make. Thread-safe. */
final class RequestState {

    private static final String MAC = "HmacSHA256";
    private static final Set<String> OF_THIS_ROUND = Set.of("_meta", "inputResponses", "requestState");
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    RequestState() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, MAC);
    }

    /** Seals an object together with the request that it belongs to. */
    String seal(Json message, JsonWriter memory) {
        JsonSlice whole = JsonWriter.object()
                .put("request", digest(message))
                .put("memory", memory.toSlice())
                .toSlice();
        String body = TEXT.encodeToString(whole.bytes());
        return body + "." + mac(body);
    }

    /** What was sealed, or null if it was not sealed here or for another request. */
    @Nullable Json open(Json message, String state) {
        int dot = state.indexOf('.');
        if (dot < 0 || !mac(state.substring(0, dot)).equals(state.substring(dot + 1))) {
            return null;
        }
        Json whole = Json.parse(JsonSlice.of(Base64.getUrlDecoder().decode(state.substring(0, dot))));
        return whole.at("/request").text().equals(digest(message)) ? whole.at("/memory") : null;
    }

    private String mac(String body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return TEXT.encodeToString(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + MAC, e);
        }
    }

    private static String digest(Json message) {
        Map<String, @Nullable Object> stable = new TreeMap<>();
        stable.put("method", message.at("/method").text());
        message.at("/params").members().forEach((name, value) -> {
            if (!OF_THIS_ROUND.contains(name)) {
                stable.put("params/" + name, sorted(value.value()));
            }
        });
        try {
            return TEXT.encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(JsonWriter.write(stable).bytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put(String.valueOf(name), sorted(member)));
            return sorted;
        }
        return value instanceof List<?> list
                ? list.stream().map(RequestState::sorted).toList()
                : value;
    }
}
