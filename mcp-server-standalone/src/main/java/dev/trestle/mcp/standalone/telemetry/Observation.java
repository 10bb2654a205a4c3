package dev.trestle.mcp.standalone.telemetry;

import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.telemetry.audit.AnomalyDetector;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import dev.trestle.mcp.telemetry.audit.AuditLog;
import dev.trestle.mcp.telemetry.log.AccessLog;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import dev.trestle.mcp.telemetry.span.SpanFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everybody who hears what happens, until the last call has ended. */
public final class Observation implements AutoCloseable {

    /** Nobody. */
    public static final Observation NONE = new Observation(Optional.empty());

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final List<GatewayListener> listeners = new ArrayList<>();
    private final List<Consumer<Duration>> closing = new ArrayList<>();
    private final List<Gauges> gauges = new ArrayList<>();
    private final List<CallInterceptor> interceptors = new ArrayList<>();
    private final Optional<Metrics> metrics;
    private @Nullable AuditLog auditLog;

    private Observation(Optional<Metrics> metrics) {
        this.metrics = metrics;
        metrics.ifPresent(listeners::add);
    }

    /** Starts whoever the settings name; no file is touched before there is something to write. */
    public static Observation open(GatewaySettings settings, Redactor redactor) {
        writable(settings);
        Observation all = new Observation(
                metrics(settings).map(numbers -> numbers.redactor(redactor).build()));
        try {
            spans(settings)
                    .map(file -> file.redactor(redactor).open())
                    .ifPresent(file -> all.add(file, file, file::close));
            accessLog(settings)
                    .map(log -> log.redactor(redactor).open())
                    .ifPresent(log -> all.add(log, log, log::close));
            audit(settings).ifPresent(builder -> {
                AuditLog log = builder.redactor(redactor)
                        .anomalies(anomalies(settings).build())
                        .open();
                all.add(log, log, log::close);
                all.auditLog = log;
            });
        } catch (IllegalArgumentException wrong) {
            all.close();
            throw new Refusal("gateway.telemetry, accessLog, audit or anomalies: " + wrong.getMessage());
        }
        otel(settings).ifPresent(target -> all.export(target, settings, redactor));
        all.metrics.ifPresent(numbers -> all.gauges.forEach(numbers::add));
        return all;
    }

    /** Found out now: later a call would be the first to know that nobody writes it down. */
    private static void writable(GatewaySettings settings) {
        settings.text(GatewayKey.ACCESS_LOG)
                .filter(file -> !file.equals("-"))
                .ifPresent(file -> writable(path(file, GatewayKey.ACCESS_LOG), false, GatewayKey.ACCESS_LOG));
        settings.text(GatewayKey.AUDIT)
                .ifPresent(file -> writable(path(file, GatewayKey.AUDIT), false, GatewayKey.AUDIT));
        settings.text(GatewayKey.SPANS)
                .ifPresent(folder -> writable(path(folder, GatewayKey.SPANS), true, GatewayKey.SPANS));
    }

    private static void writable(Path target, boolean folder, GatewayKey key) {
        Path there = target.toAbsolutePath();
        if (!folder && Files.exists(there)) {
            if (Files.isDirectory(there) || !Files.isWritable(there)) {
                throw new Refusal("gateway." + key.key() + ": " + there + " is not a file that can be written");
            }
            return;
        }
        // What is missing of the path is made when there is something to write.
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new Refusal("gateway." + key.key() + ": " + there + " is not a folder that can be written");
        }
    }

    /** The numbers, or empty if nobody is to see them. */
    public static Optional<Metrics.Builder> metrics(GatewaySettings settings) {
        boolean wanted = settings.flag(GatewayKey.METRICS) || settings.isGiven(GatewayKey.ADMIN_PORT);
        return wanted
                ? Optional.of(Metrics.builder()
                        .maxSeries(settings.number(GatewayKey.MAX_SERIES))
                        .version(version()))
                : Optional.empty();
    }

    private static String version() {
        String version = Observation.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** The access log, or empty if there is to be none. */
    public static Optional<AccessLog.Builder> accessLog(GatewaySettings settings) {
        return settings.text(GatewayKey.ACCESS_LOG)
                .map(file -> (file.equals("-")
                                ? AccessLog.to(System.err)
                                : AccessLog.to(path(file, GatewayKey.ACCESS_LOG)))
                        .buffer(settings.number(GatewayKey.SPANS_BUFFER))
                        .rotate(settings.number(GatewayKey.SPANS_MAX_FILE), settings.duration(GatewayKey.SPANS_MAX_AGE))
                        .keep(settings.number(GatewayKey.SPANS_KEEP)));
    }

    /** The audit log, or empty if there is to be none. */
    public static Optional<AuditLog.Builder> audit(GatewaySettings settings) {
        return settings.text(GatewayKey.AUDIT)
                .map(file -> AuditLog.to(path(file, GatewayKey.AUDIT))
                        .chain(settings.flag(GatewayKey.AUDIT_CHAIN))
                        .rotate(settings.number(GatewayKey.AUDIT_MAX_FILE), settings.duration(GatewayKey.AUDIT_MAX_AGE))
                        .keep(settings.number(GatewayKey.AUDIT_KEEP))
                        .queue(settings.number(GatewayKey.AUDIT_QUEUE), settings.duration(GatewayKey.AUDIT_MAX_WAIT)));
    }

    /** Who looks for anomalies in the audit log. */
    public static AnomalyDetector.Builder anomalies(GatewaySettings settings) {
        return AnomalyDetector.builder()
                .window(settings.duration(GatewayKey.ANOMALIES_WINDOW))
                .thresholds(Thresholds.parse(
                        settings.texts(GatewayKey.ANOMALIES_THRESHOLDS).orElseThrow()))
                .maxKeys(settings.number(GatewayKey.ANOMALIES_MAX_KEYS));
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

    /** Where spans and numbers are sent, or empty if nowhere. */
    public static Optional<OtelTarget> otel(GatewaySettings settings) {
        return settings.text(GatewayKey.OTEL_ENDPOINT)
                .map(endpoint -> new OtelTarget(
                        OtelTarget.endpoint(endpoint),
                        settings.text(GatewayKey.OTEL_SERVICE).orElseThrow(),
                        OtelTarget.headers(
                                settings.texts(GatewayKey.OTEL_HEADERS).orElse(List.of())),
                        settings.duration(GatewayKey.OTEL_INTERVAL),
                        settings.duration(GatewayKey.OTEL_TIMEOUT),
                        settings.number(GatewayKey.OTEL_QUEUE)));
    }

    private void export(OtelTarget target, GatewaySettings settings, Redactor redactor) {
        target.headers().values().forEach(redactor.secrets()::addHeader);
        OtelExport export = OtelExport.open(target, redactor, settings.number(GatewayKey.MAX_SERIES), version());
        listeners.add(export.telemetry());
        interceptors.add(export.telemetry());
        closing.add(export::close);
    }

    private static Path path(String text, GatewayKey key) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal("gateway." + key.key() + ": \"" + text + "\" is not a path");
        }
    }

    private void add(GatewayListener listener, Gauges numbers, Consumer<Duration> close) {
        listeners.add(listener);
        gauges.add(numbers);
        closing.add(close);
    }

    /** The numbers, if they are to be seen. */
    public Optional<Metrics> metrics() {
        return metrics;
    }

    /** The audit log, if there is one. */
    public Optional<AuditLog> auditLog() {
        return Optional.ofNullable(auditLog);
    }

    /** Has the audit log remember something, if there is one. */
    public void remember(AuditEvent event) {
        if (auditLog != null) {
            auditLog.record(event);
        }
    }

    /** Those who hear, in order. */
    public List<GatewayListener> listeners() {
        return List.copyOf(listeners);
    }

    /** Those who look at calls on their way to a server, below all others. */
    public List<CallInterceptor> interceptors() {
        return List.copyOf(interceptors);
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
