package dev.trestle.mcp.era.seal;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.seal.Opened.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and opens {@code requestState}: AES-256-GCM, as base64url of a version byte, the key's id with its length, a
 * nonce of 12 bytes, and the ciphertext. Version and id are authenticated too. Keeps nothing, so a state can be opened
 * more than once, by any process with the same keys; whoever must not act twice keeps its own book. Thread-safe.
 */
public final class StateSealer {

    private static final Logger LOG = LoggerFactory.getLogger(StateSealer.class);
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** What a state has besides the states of its places: far more than names and digests take. */
    private static final int REST = 16 * 1024;

    private final Supplier<KeyRing> ring;
    private final Clock clock;
    private final SealLimits limits;
    private final AtomicBoolean told = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();

    /**
     * A sealer.
     *
     * @param ring gives the ring to use, asked each time, so that keys can be replaced while it runs
     * @param clock says when states expire
     * @param limits what a state may cost
     */
    public StateSealer(Supplier<KeyRing> ring, Clock clock, SealLimits limits) {
        this.ring = ring;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Seals a state with the current key.
     *
     * @param state what the client is to keep
     * @return ASCII letters, digits, {@code -} and {@code _}
     * @throws McpException if it is longer than {@code maxState}; carries what the client is told
     */
    public String seal(SealedState state) {
        long length = state.states().values().stream()
                .mapToLong(place -> place.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        byte[] plain = StateBytes.write(state);
        if (length > limits.maxState() || plain.length > longest()) {
            throw new McpException(TrestleError.LIMIT_REACHED.failure(
                    "the state that the backend gave to be kept by the client is longer than maxState ("
                            + limits.maxState() + " bytes)"));
        }
        KeyRing keys = ring.get();
        if (!keys.isLasting() && told.compareAndSet(false, true)) {
            LOG.warn("Clients hold states of calls that only this process can open: no stateKeys are configured,"
                    + " so no other node knows them, nor this one after a restart");
        }
        byte[] id = keys.currentId().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(2 + id.length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .array();
        byte[] sealed = seal(keys.key(keys.currentId()).orElseThrow(), head, nonce, plain);
        byte[] all = ByteBuffer.allocate(head.length + NONCE_BYTES + sealed.length)
                .put(head)
                .put(nonce)
                .put(sealed)
                .array();
        return encoder().encodeToString(all);
    }

    /**
     * Opens and verifies a state.
     *
     * @param state as it came from the client
     * @param request the request that it came with
     * @return what is in it, or why it is not to be acted on
     */
    public Opened open(String state, RequestBinding request) {
        Optional<byte[]> bytes = decoded(state);
        if (bytes.isEmpty()) {
            return new Opened.Refused(Reason.TAMPERED);
        }
        byte[] all = bytes.get();
        int head = 2 + all[1];
        Optional<SecretKey> key = ring.get().key(new String(all, 2, all[1], StandardCharsets.US_ASCII));
        if (key.isEmpty()) {
            return new Opened.Refused(Reason.UNKNOWN_KEY);
        }
        try {
            SealedState opened = StateBytes.read(unseal(key.get(), all, head));
            Optional<Reason> wrong = check(opened, request);
            return wrong.isPresent() ? new Opened.Refused(wrong.get()) : new Opened.Valid(opened);
        } catch (AEADBadTagException | IOException e) {
            return new Opened.Refused(Reason.TAMPERED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private Optional<Reason> check(SealedState state, RequestBinding request) {
        RequestBinding made = state.binding();
        if (!made.principal().equals(request.principal())) {
            return Optional.of(Reason.PRINCIPAL);
        }
        if (!made.view().equals(request.view())) {
            return Optional.of(Reason.VIEW);
        }
        if (!made.equals(request)) {
            return Optional.of(Reason.REQUEST);
        }
        return clock.instant().getEpochSecond() >= state.expiry() ? Optional.of(Reason.EXPIRED) : Optional.empty();
    }

    /** The bytes, if they have the frame of a state, in the one spelling that we give out. */
    private Optional<byte[]> decoded(String state) {
        if (state.length() > (longest() + REST) * 4L / 3) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(state);
            boolean framed = all.length > 2
                    && all[0] == VERSION
                    && all[1] > 0
                    && all.length >= 2 + all[1] + NONCE_BYTES + TAG_BITS / 8
                    && encoder().encodeToString(all).equals(state);
            return framed ? Optional.of(all) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The longest plaintext. Half a surrogate pair counts as one byte and takes two. */
    private long longest() {
        return 2L * limits.maxState() + REST;
    }

    private static Base64.Encoder encoder() {
        return Base64.getUrlEncoder().withoutPadding();
    }

    private static byte[] seal(SecretKey key, byte[] head, byte[] nonce, byte[] plain) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(head);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private static byte[] unseal(SecretKey key, byte[] all, int head) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = Arrays.copyOfRange(all, head, head + NONCE_BYTES);
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(all, 0, head);
        int from = head + NONCE_BYTES;
        return cipher.doFinal(all, from, all.length - from);
    }
}
