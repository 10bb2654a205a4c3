package dev.trestle.mcp.standalone.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Brings what a library says to {@code java.util.logging} into our log, which takes secrets out, and lets each of its
 * loggers warn once a minute.
 */
final class JavaLogging extends Handler {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final SimpleFormatter formatter = new SimpleFormatter();

    /** When each logger may warn again; there are as many as the library has. */
    private final Map<String, Long> next = new ConcurrentHashMap<>();

    /** Held, because the JDK forgets loggers that nobody holds, with what was set on them. */
    private static final Set<Logger> HELD = ConcurrentHashMap.newKeySet();

    private JavaLogging() {}

    /** Everything that loggers of a name and below say; once, however often it is asked for. */
    static synchronized void toOurs(String name) {
        Logger logger = Logger.getLogger(name);
        if (HELD.add(logger)) {
            logger.setUseParentHandlers(false);
            logger.addHandler(new JavaLogging());
        }
    }

    @Override
    public void publish(LogRecord said) {
        org.slf4j.Logger ours = LoggerFactory.getLogger(said.getLoggerName());
        String message = formatter.formatMessage(said);
        boolean serious = said.getLevel().intValue() >= Level.WARNING.intValue();
        if (serious && isDue(said.getLoggerName())) {
            ours.warn(message, said.getThrown());
        } else {
            ours.debug(message, said.getThrown());
        }
    }

    /** What cannot be reached now is tried again every few seconds, which nobody wants to be told so often. */
    private boolean isDue(String logger) {
        long now = System.nanoTime();
        Long due = next.get(logger);
        if (due != null && now - due < 0) {
            return false;
        }
        next.put(logger, now + PAUSE);
        return true;
    }

    @Override
    public void flush() {
        // Nothing waits here.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
