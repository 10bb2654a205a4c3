package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.http.options.OriginOptions;
import dev.trestle.mcp.redact.Redactor;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets a request in by its Host and Origin, before anything else is looked at, and answers preflights. Thread-safe. */
public final class Door {

    private final OriginPolicy policy;
    private final Cors cors;
    private final RefusalLog refusals;

    /**
     * A door.
     *
     * @param options who is let in
     * @param redactor takes secrets out of what is noted of whoever is turned away
     * @param nanoTime a monotonic clock
     * @throws IllegalArgumentException if an origin or host of the options cannot be read
     */
    public Door(OriginOptions options, Redactor redactor, LongSupplier nanoTime) {
        policy = new OriginPolicy(options);
        cors = new Cors(options);
        refusals = new RefusalLog(redactor, nanoTime);
    }

    /**
     * Lets a request in, or answers it.
     *
     * @param exchange the request
     * @param judged whether Host and Origin matter for it
     * @return how to answer it, or null if it has been answered
     */
    public @Nullable Answer open(HttpExchange exchange, boolean judged) {
        String origin = exchange.header("Origin");
        boolean readable = origin != null && policy.mayRead(origin);
        Answer answer = new Answer(exchange, cors, readable ? origin : null);
        String refusal = judged ? policy.refusal(exchange.host(), origin) : null;
        if (refusal != null) {
            answer.error(
                    403,
                    Map.of(RefusalLog.HEADER, refusals.note(exchange)),
                    Answer.BAD_REQUEST_CODE,
                    "Forbidden: " + refusal);
            return null;
        }
        if (origin != null && Cors.isPreflight(exchange)) {
            answer.empty(204, readable ? Cors.preflight(exchange) : Map.of());
            return null;
        }
        return answer;
    }
}
