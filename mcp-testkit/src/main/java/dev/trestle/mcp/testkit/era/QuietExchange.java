package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** An exchange that says only what its client wants to hear. */
record QuietExchange(Exchange exchange, BiPredicate<String, Json> heard) implements Exchange {

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public Json params() {
        return exchange.params();
    }

    @Override
    public void say(String method, @Nullable String params) {
        if (isHeard(method, params)) {
            exchange.say(method, params);
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable String params) {
        return exchange.ask(method, params);
    }

    @Override
    public void sayOutside(String method, @Nullable String params) {
        if (isHeard(method, params)) {
            exchange.sayOutside(method, params);
        }
    }

    @Override
    public void die() {
        exchange.die();
    }

    @Override
    public CompletionStage<Void> after(Duration delay) {
        return exchange.after(delay);
    }

    @Override
    public Cancellation cancellation() {
        return exchange.cancellation();
    }

    @Override
    public int heard(String method) {
        return exchange.heard(method);
    }

    private boolean isHeard(String method, @Nullable String params) {
        return heard.test(method, Json.parse(params == null ? "{}" : params));
    }
}
