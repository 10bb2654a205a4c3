package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.redact.Redactor;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Notes who was turned away at the door, under an id that the one turned away is given too. Anybody can be turned away as
 * often as he likes, so only some a minute are warnings.
 */
final class RefusalLog {

    static final String HEADER = "X-Correlation-Id";

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int WARNINGS = 60;
    private static final long MINUTE = 60_000_000_000L;
    private static final int LONGEST = 200;
    private static final int ID_BYTES = 9;

    private final Redactor redactor;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong minute;
    private final AtomicInteger warnings = new AtomicInteger();

    RefusalLog(Redactor redactor, LongSupplier nanoTime) {
        this.redactor = redactor;
        this.nanoTime = nanoTime;
        this.minute = new AtomicLong(nanoTime.getAsLong());
    }

    /** Notes a refusal; gives its id. */
    String note(HttpExchange exchange) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        LOG.atLevel(level())
                .addKeyValue("correlationId", id)
                .addKeyValue("host", printable(exchange.host()))
                .addKeyValue("origin", printable(exchange.header("Origin")))
                .addKeyValue("path", printable(exchange.path()))
                .log("A request was refused for its Host or Origin");
        return id;
    }

    private Level level() {
        long now = nanoTime.getAsLong();
        long began = minute.get();
        if (now - began >= MINUTE && minute.compareAndSet(began, now)) {
            warnings.set(0);
        }
        return warnings.getAndIncrement() < WARNINGS ? Level.WARN : Level.DEBUG;
    }

    /** What a stranger sent is shown without what could forge or flood a log. */
    private String printable(@Nullable String text) {
        if (text == null) {
            return "none";
        }
        StringBuilder shown = new StringBuilder();
        // Now: what is cut or has other characters in it is not known for a secret any more.
        redactor.redact(text).chars().limit(LONGEST).forEach(c -> shown.append(c > ' ' && c < 0x7F ? (char) c : '?'));
        return shown.toString();
    }
}
