package dev.trestle.mcp.testkit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Listens to a logger of logback. The only class that names a logging back end: nobody needs one to load the others. */
final class LogbackTap extends AppenderBase<ILoggingEvent> {

    private final Logger logger;
    private final @Nullable Level former;
    private final Consumer<String> lines;

    private LogbackTap(Logger logger, Consumer<String> lines) {
        this.logger = logger;
        this.former = logger.getLevel();
        this.lines = lines;
    }

    /** Begins to listen, to be ended by running what is returned. */
    static Runnable open(String name, @Nullable String level, Consumer<String> lines) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException(
                    "SLF4J writes to " + factory.getClass().getName());
        }
        LogbackTap tap = new LogbackTap(context.getLogger(name), lines);
        tap.setContext(context);
        tap.start();
        tap.logger.addAppender(tap);
        if (level != null) {
            tap.logger.setLevel(Level.toLevel(level, Level.TRACE));
        }
        return () -> tap.leave(level != null);
    }

    private void leave(boolean levelToo) {
        logger.detachAppender(this);
        if (levelToo) {
            logger.setLevel(former);
        }
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(event.getLevel() + " " + event.getLoggerName() + " - ");
        line.append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair));
        }
        event.getMDCPropertyMap()
                .forEach(
                        (key, value) -> line.append(' ').append(key).append('=').append(value));
        if (event.getThrowableProxy() != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        lines.accept(line.toString());
    }
}
