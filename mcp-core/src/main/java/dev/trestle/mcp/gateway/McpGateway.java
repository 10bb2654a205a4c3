package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The gateway. */
public final class McpGateway implements McpBackend, Gauges, AutoCloseable {
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        throw new IllegalStateException();
    }

    /** A view: sessions opened with it call through the whole pipeline. "" is the default view. */
    public Optional<BackendFactory> view(String name) {
        return Optional.empty();
    }

    /** Backend names in order. */
    public List<String> backends() {
        return List.of();
    }

    public String defaultView() {
        return "";
    }

    /** What an edge may use: executors, scheduler, listener. */
    public BackendContext context() {
        throw new IllegalStateException();
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of();
    }

    public CompletionStage<Void> close(Duration grace) {
        throw new IllegalStateException();
    }

    @Override
    public void close() {}

    public static final class Builder {
        /** Adds a backend; the first is the default view. */
        public Builder backend(String name, BackendFactory factory) {
            return this;
        }

        public Builder defaultView(String name) {
            return this;
        }

        public Builder requestTimeout(Duration silence) {
            return this;
        }

        public Builder requestCap(Duration total) {
            return this;
        }

        public Builder maxBlockingHandlers(int threads) {
            return this;
        }

        public Builder interceptor(CallInterceptor interceptor) {
            return this;
        }

        public Builder listener(GatewayListener listener) {
            return this;
        }

        public McpGateway build() {
            return new McpGateway();
        }
    }
}
