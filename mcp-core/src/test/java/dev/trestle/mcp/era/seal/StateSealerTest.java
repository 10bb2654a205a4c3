package dev.trestle.mcp.era.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.seal.Opened.Reason;
import dev.trestle.mcp.era.seal.SealedState.Kind;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.log.LogCapture;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StateSealerTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final long NOW = 1_790_000_000L;
    private static final Principal ALICE = new Principal("alice", true);
    private static final JsonSlice PARAMS = JsonSlice.of("{\"name\":\"t\",\"arguments\":{\"a\":1}}");
    private static final RequestBinding REQUEST = RequestBinding.of(ALICE, "github", "tools/call", PARAMS);

    private KeyRing ring = KeyRing.random();
    private final StateSealer sealer = sealerAt(NOW);

    private StateSealer sealerAt(long second) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
        return new StateSealer(() -> ring, clock, SealLimits.DEFAULT);
    }

    private static SealedState state(Map<String, String> places) {
        return new SealedState(Kind.WRAP, REQUEST, NOW + 600, 3, places);
    }

    private Opened open(String sealed) {
        return sealer.open(sealed, REQUEST);
    }

    private static Opened refused(Reason reason) {
        return new Opened.Refused(reason);
    }

    @Test
    void whatIsSealed_isOpenedAgain() {
        SealedState wrapped = state(Map.of(SealedState.BACKEND, "up é \ud83d\ude00 \ud800", "approval", ""));
        SealedState parked = new SealedState(Kind.PARK, REQUEST, NOW + 1, 1, Map.of(SealedState.PARKED, "x"));

        assertThat(open(sealer.seal(wrapped))).isEqualTo(new Opened.Valid(wrapped));
        assertThat(open(sealer.seal(parked))).isEqualTo(new Opened.Valid(parked));
    }

    @Test
    void keyIsThisProcessesAlone_isToldOnceAndOnlyWhenItIsUsed() {
        try (LogCapture log = LogCapture.start(StateSealer.class.getName(), "WARN")) {
            StateSealer unused = sealerAt(NOW);
            unused.open("x", REQUEST);
            assertThat(log.lines()).isEmpty();

            sealer.seal(state(Map.of()));
            sealer.seal(state(Map.of()));
            assertThat(log.lines()).singleElement().asString().contains("stateKeys");
        }
    }

    @Test
    void keyWasGiven_nothingIsTold() {
        ring = KeyRing.parse("k:" + Base64.getEncoder().encodeToString(new byte[32]));
        try (LogCapture log = LogCapture.start(StateSealer.class.getName(), "WARN")) {
            sealer.seal(state(Map.of()));
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void sealed_isUrlSafeShortAndNeverTwiceTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String sealed = sealer.seal(state(Map.of(SealedState.PARKED, "secret-handle")));
            assertThat(sealed).matches("[A-Za-z0-9_-]+").hasSizeLessThan(512).doesNotContain("secret");
            assertThat(seen.add(sealed)).isTrue();
        }
    }

    @Test
    void everyChangedCharacter_isRefused() {
        String sealed = sealer.seal(state(Map.of(SealedState.PARKED, "h")));
        for (int at = 0; at < sealed.length(); at++) {
            for (char c : (ALPHABET + "=+/ \u0141").toCharArray()) {
                if (c != sealed.charAt(at)) {
                    String changed = sealed.substring(0, at) + c + sealed.substring(at + 1);
                    assertThat(open(changed)).as(changed).isIn(refused(Reason.TAMPERED), refused(Reason.UNKNOWN_KEY));
                }
            }
        }
    }

    @Test
    void everyChangedByteBehindTheKeysId_isTampering() {
        String sealed = sealer.seal(state(Map.of()));
        byte[] bytes = Base64.getUrlDecoder().decode(sealed);
        for (int at = 0; at < bytes.length; at++) {
            boolean inId = at >= 2 && at < 2 + bytes[1];
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << bit);
                Opened opened = open(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
                if (inId) {
                    assertThat(opened).isEqualTo(refused(Reason.UNKNOWN_KEY));
                } else if (at == 1) {
                    assertThat(opened).isIn(refused(Reason.UNKNOWN_KEY), refused(Reason.TAMPERED));
                } else {
                    assertThat(opened).as("byte " + at).isEqualTo(refused(Reason.TAMPERED));
                }
            }
        }
    }

    @Test
    void everyTruncation_isRefused() {
        String sealed = sealer.seal(state(Map.of(SealedState.BACKEND, "state")));
        for (int length = 0; length < sealed.length(); length++) {
            assertThat(open(sealed.substring(0, length))).isInstanceOf(Opened.Refused.class);
            assertThat(open(sealed.substring(length + 1))).isInstanceOf(Opened.Refused.class);
        }
        assertThat(open(sealed + "A")).isEqualTo(refused(Reason.TAMPERED));
        assertThat(open(sealed + "=")).isEqualTo(refused(Reason.TAMPERED));
    }

    @Test
    void randomMutations_areAllRefused() {
        long seed = Long.getLong("trestle.seed", 20260728);
        Random random = new Random(seed);
        String sealed = sealer.seal(state(Map.of(SealedState.BACKEND, "some state")));
        String other = sealer.seal(state(Map.of(SealedState.BACKEND, "another one")));
        for (int i = 0; i < 100_000; i++) {
            String mutated = mutate(random, sealed, other);
            if (!mutated.equals(sealed) && !mutated.equals(other)) {
                assertThat(open(mutated)).as("seed %d, round %d", seed, i).isInstanceOf(Opened.Refused.class);
            }
        }
    }

    private static String mutate(Random random, String sealed, String other) {
        StringBuilder text = new StringBuilder(sealed);
        for (int n = 1 + random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setLength(at);
                // The rest of one behind the beginning of another.
                default -> text.replace(at, text.length(), other.substring(Math.min(at, other.length())));
            }
        }
        return text.toString();
    }

    @Test
    void stateOfAnotherRing_isOfAnUnknownKey() {
        String sealed = sealer.seal(state(Map.of()));
        ring = KeyRing.random();

        assertThat(open(sealed)).isEqualTo(refused(Reason.UNKNOWN_KEY));
    }

    @Test
    void stateOfAnotherKeyOfTheSameId_isTampering() {
        ring = KeyRing.parse("k:" + "A".repeat(43) + "=");
        String sealed = sealer.seal(state(Map.of()));
        ring = KeyRing.parse("k:" + "B".repeat(42) + "A=");

        assertThat(open(sealed)).isEqualTo(refused(Reason.TAMPERED));
    }

    @Test
    void replacedKey_stillOpensWhatItSealed() {
        String old = sealer.seal(state(Map.of("approval", "a")));
        ring = ring.withCurrent(KeyRing.random());
        String current = sealer.seal(state(Map.of("approval", "a")));

        assertThat(open(old)).isEqualTo(open(current)).isInstanceOf(Opened.Valid.class);
    }

    @Test
    void stateOfAnotherPrincipal_isRefused() {
        String sealed = sealer.seal(state(Map.of()));

        for (Principal other : new Principal[] {
            new Principal("bob", true), new Principal("alice", false), Principal.ANONYMOUS, new Principal("Alice", true)
        }) {
            assertThat(sealer.open(sealed, RequestBinding.of(other, "github", "tools/call", PARAMS)))
                    .isEqualTo(refused(Reason.PRINCIPAL));
        }
    }

    @Test
    void stateOfAnotherViewMethodOrParams_isRefused() {
        String sealed = sealer.seal(state(Map.of()));
        JsonSlice other = JsonSlice.of("{\"name\":\"u\",\"arguments\":{\"a\":1}}");

        assertThat(sealer.open(sealed, RequestBinding.of(ALICE, "files", "tools/call", PARAMS)))
                .isEqualTo(refused(Reason.VIEW));
        assertThat(sealer.open(sealed, RequestBinding.of(ALICE, "github", "prompts/get", PARAMS)))
                .isEqualTo(refused(Reason.REQUEST));
        assertThat(sealer.open(sealed, RequestBinding.of(ALICE, "github", "tools/call", other)))
                .isEqualTo(refused(Reason.REQUEST));
    }

    @Test
    void retryWithAnswersAndAnotherEnvelope_isTheSameRequest() {
        JsonSlice retry =
                JsonSlice.of("{\"requestState\":\"s\",\"inputResponses\":{\"a\":{}},\"_meta\":{\"progressToken\":2},"
                        + "\"arguments\":{\"a\":1},\"name\":\"t\"}");

        assertThat(sealer.open(sealer.seal(state(Map.of())), RequestBinding.of(ALICE, "github", "tools/call", retry)))
                .isInstanceOf(Opened.Valid.class);
    }

    @Test
    void expiredState_isRefusedFromThatSecondOn() {
        String sealed = sealer.seal(state(Map.of()));

        assertThat(sealerAt(NOW + 599).open(sealed, REQUEST)).isInstanceOf(Opened.Valid.class);
        assertThat(sealerAt(NOW + 600).open(sealed, REQUEST)).isEqualTo(refused(Reason.EXPIRED));
    }

    @Test
    void refusal_saysTheSameWhateverTheReason() {
        assertThat(Opened.REFUSAL.code()).isEqualTo(JsonRpcError.INVALID_PARAMS);
        assertThat(Opened.REFUSAL.json())
                .hasToString("{\"code\":-32602,\"message\":\"Invalid or expired requestState\"}");
    }

    @Test
    @Tag("limit:maxState")
    void stateLongerThanItsLimit_isNotSealed() {
        StateSealer small = new StateSealer(() -> ring, Clock.systemUTC(), new SealLimits(10));
        SealedState fits =
                new SealedState(Kind.WRAP, REQUEST, Long.MAX_VALUE, 1, Map.of("a", "12345", "b", "1234é".substring(1)));
        SealedState tooLong =
                new SealedState(Kind.WRAP, REQUEST, Long.MAX_VALUE, 1, Map.of("a", "12345", "b", "1234é"));

        assertThat(small.open(small.seal(fits), REQUEST)).isEqualTo(new Opened.Valid(fits));
        assertThatExceptionOfType(McpException.class)
                .isThrownBy(() -> small.seal(tooLong))
                .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(TrestleError.LIMIT_REACHED))
                .withMessageContaining("maxState (10 bytes)");
        assertThat(small.open("A".repeat(10_000_000), REQUEST)).isEqualTo(refused(Reason.TAMPERED));
    }

    @Test
    @Tag("limit:maxState")
    void stateAsLongAsItsLimit_isSealedWhateverItsCharacters() {
        for (String text : new String[] {"a".repeat(64 * 1024), "\ud800".repeat(64 * 1024), "é".repeat(32 * 1024)}) {
            SealedState state = state(Map.of(SealedState.BACKEND, text));
            assertThat(open(sealer.seal(state))).isEqualTo(new Opened.Valid(state));
        }
    }
}
