package dev.trestle.mcp.telemetry.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Remembers events until it is told to end; then tells how many, and how many were lost. */
final class AuditProgram {

    private AuditProgram() {}

    public static void main(String[] args) {
        AuditLog log = AuditLog.to(Path.of(args[0]))
                .chain(true)
                .rotate(50_000, Duration.ofDays(1))
                .keep(1_000)
                .queue(100_000, Duration.ofSeconds(1))
                .open();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong said = new AtomicLong();
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            over.set(true);
            try {
                main.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            log.close(Duration.ofSeconds(20));
            System.out.println("said " + said.get() + " lost " + log.lost());
            System.out.flush();
        }));
        while (!over.get()) {
            log.record(new AuditEvent("rate_limited", "ann", "e" + said.get(), Map.of()));
            said.incrementAndGet();
            LockSupport.parkNanos(50_000);
        }
    }
}
