package dev.trestle.mcp.standalone.telemetry;

import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.telemetry.span.SpanFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everybody who hears what happens, until the last call has ended. */
public final class Observation implements AutoCloseable {

    /** Nobody. */
    public static final Observation NONE = new Observation();

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final List<GatewayListener> listeners = new ArrayList<>();
    private final List<Consumer<Duration>> closing = new ArrayList<>();

    private Observation() {}

    /** Starts whoever the settings name; no file is touched before there is something to write. */
    public static Observation open(GatewaySettings settings) {
        Observation all = new Observation();
        try {
            spans(settings).map(SpanFile.Builder::open).ifPresent(file -> all.add(file, file::close));
        } catch (IllegalArgumentException wrong) {
            all.close();
            throw new Refusal("gateway.telemetry: " + wrong.getMessage());
        }
        return all;
    }

    /** The span file, or empty if there is to be none. */
    public static Optional<SpanFile.Builder> spans(GatewaySettings settings) {
        return settings.text(GatewayKey.SPANS)
                .map(folder -> SpanFile.in(path(folder, GatewayKey.SPANS))
                        .batch(settings.number(GatewayKey.SPANS_BATCH))
                        .flushInterval(settings.duration(GatewayKey.SPANS_FLUSH_INTERVAL))
                        .buffer(settings.number(GatewayKey.SPANS_BUFFER))
                        .maxFile(settings.number(GatewayKey.SPANS_MAX_FILE))
                        .maxAge(settings.duration(GatewayKey.SPANS_MAX_AGE))
                        .keep(settings.number(GatewayKey.SPANS_KEEP))
                        .rejected(settings.flag(GatewayKey.SPANS_REJECTED)));
    }

    private static Path path(String text, GatewayKey key) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal("gateway." + key.key() + ": \"" + text + "\" is not a path");
        }
    }

    private void add(GatewayListener listener, Consumer<Duration> close) {
        listeners.add(listener);
        closing.add(close);
    }

    /** Those who hear, in order. */
    public List<GatewayListener> listeners() {
        return List.copyOf(listeners);
    }

    /** Writes what was heard; to be called after the gateway is closed. */
    public void close(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        closing.forEach(one -> one.accept(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }
}
