package dev.trestle.mcp.testkit.log;

import dev.trestle.mcp.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was logged since it was started: by this JVM, if its back end is logback, or by whatever has lines, such as a
 * started program. Thread-safe.
 */
public final class LogCapture implements AutoCloseable {

    /** How many lines are kept; a test that logs more has to listen to fewer loggers. */
    public static final int MOST_LINES = 100_000;

    private final Supplier<? extends List<String>> source;
    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();

    private LogCapture(Supplier<? extends List<String>> source, Runnable end) {
        this.source = source;
        this.end = end;
    }

    /**
     * Captures all that this JVM logs as it is configured.
     *
     * @return capturing until closed
     * @throws IllegalStateException if logging goes to another back end than logback; says what to do
     */
    public static LogCapture start() {
        return start("ROOT", null);
    }

    /**
     * Captures what one logger of this JVM and those below it log, from a level on. That level is the logger's until the
     * capture is closed; loggers below with a level of their own keep it.
     *
     * @param logger the logger's name
     * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARN} or {@code ERROR}, or null for what is configured
     * @return capturing until closed; close several in reverse order
     * @throws IllegalStateException if logging goes to another back end than logback; says what to do
     */
    public static LogCapture start(String logger, @Nullable String level) {
        BoundedLines lines = new BoundedLines(MOST_LINES);
        try {
            return new LogCapture(lines::all, LogbackTap.open(logger, level, lines::add));
        } catch (NoClassDefFoundError missing) {
            throw noLogback("there is no " + missing.getMessage(), missing);
        } catch (IllegalStateException other) {
            throw noLogback(String.valueOf(other.getMessage()), other);
        }
    }

    /**
     * Reads lines that somebody else keeps.
     *
     * @param lines gives those so far, whenever it is asked
     * @return nothing happens when it is closed
     */
    public static LogCapture of(Supplier<? extends List<String>> lines) {
        return new LogCapture(lines, () -> {});
    }

    /**
     * This and another as one.
     *
     * @param other closed together with this one
     * @return has the lines of this one, then those of the other
     */
    public LogCapture and(LogCapture other) {
        return new LogCapture(
                () -> {
                    List<String> both = new ArrayList<>(lines());
                    both.addAll(other.lines());
                    return both;
                },
                () -> {
                    close();
                    other.close();
                });
    }

    /**
     * What was logged so far.
     *
     * @return one entry an event: level, logger, message, key-value pairs, MDC, stack trace; of programs, one a line
     */
    public List<String> lines() {
        return List.copyOf(source.get());
    }

    /**
     * Whether a text was logged.
     *
     * @param text within one entry
     * @return at once
     */
    public boolean contains(String text) {
        return source.get().stream().anyMatch(line -> line.contains(text));
    }

    /**
     * Waits, bounded, until a text is logged.
     *
     * @param text within one entry
     * @return this capture
     */
    public LogCapture await(String text) {
        Await.until("\"" + text + "\" is logged", () -> contains(text));
        return this;
    }

    /**
     * Whether one of some secrets was logged: as it is, as JSON, in a URL or form, in hex or Base64 (also as a part of what
     * was encoded), whatever the case, or with line breaks in it.
     *
     * @param secrets each of 6 characters or more
     * @return at once
     */
    public boolean containsSecret(String... secrets) {
        return find(secrets).isPresent();
    }

    /**
     * Fails if one of some secrets was logged, without telling it again.
     *
     * @param secrets each of 6 characters or more
     */
    public void assertNoSecret(String... secrets) {
        find(secrets).ifPresent(found -> {
            throw new AssertionError(found);
        });
    }

    /** Stops capturing. What was captured stays. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            end.run();
        }
    }

    private Optional<String> find(String... secrets) {
        List<String> lines = lines();
        for (int i = 0; i < secrets.length; i++) {
            SecretForms forms = new SecretForms(secrets[i]);
            for (int at = 0; at < lines.size(); at++) {
                String place = "secret " + (i + 1) + " of " + secrets.length + " was logged in entry " + (at + 1);
                Optional<String> found = forms.in(lines.get(at)).map(form -> place + ", " + form);
                if (found.isPresent()) {
                    return found;
                }
            }
            String place = "secret " + (i + 1) + " of " + secrets.length + " was logged over several lines, ";
            String unbroken = String.join("", lines).replaceAll("[\r\n]", "");
            Optional<String> found = forms.in(unbroken).map(form -> place + form);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static IllegalStateException noLogback(String why, Throwable cause) {
        return new IllegalStateException(
                "LogCapture.start() listens to logback, but " + why
                        + ". Add ch.qos.logback:logback-classic in scope test and no other SLF4J back end;"
                        + " or collect the lines yourself and use LogCapture.of(lines)",
                cause);
    }
}
