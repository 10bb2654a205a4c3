package dev.trestle.mcp.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.trestle.mcp.redact.Redactor;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs to standard error, one line an event; standard output may be the protocol. Found by logback through its
 * configurator service, which saves reading XML at every start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private static final String OURS = "dev.trestle";
    private static final String JETTY = "org.eclipse.jetty";
    private static final String JETTY_HTTP = "org.eclipse.jetty.http";

    // Line breaks in a message would let whoever is quoted in it write lines of his own.
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\r\\n]+',' '} %kvp%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayout layout = new RedactedLayout();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        setLevel(context, "info");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Says who takes secrets out of what is logged from now on. */
    static void redact(Redactor redactor) {
        RedactedLayout.redactor = redactor;
    }

    /** Sets the level of our own loggers; libraries stay one step quieter. */
    static void setLevel(String level) {
        setLevel((LoggerContext) LoggerFactory.getILoggerFactory(), level);
    }

    private static void setLevel(LoggerContext context, String level) {
        Level ours = Level.toLevel(level);
        context.getLogger(OURS).setLevel(ours);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries(ours));
        // Below that it logs what it reads, before anybody has seen that there is a credential in it.
        context.getLogger(JETTY).setLevel(libraries(ours).isGreaterOrEqual(Level.INFO) ? libraries(ours) : Level.INFO);
        // It warns of every request with an odd Host, as often as strangers like.
        context.getLogger(JETTY_HTTP).setLevel(ours.isGreaterOrEqual(Level.INFO) ? Level.ERROR : Level.INFO);
    }

    private static Level libraries(Level ours) {
        return switch (ours.levelStr) {
            case "TRACE" -> Level.DEBUG;
            case "DEBUG" -> Level.INFO;
            case "INFO" -> Level.WARN;
            default -> ours;
        };
    }

    /** Writes events without secrets, stack traces included. */
    private static final class RedactedLayout extends PatternLayout {
        /** Logback makes its own instance before anything is known of secrets. */
        private static volatile Redactor redactor = Redactor.builder().build();

        @Override
        public String doLayout(ILoggingEvent event) {
            return redactor.redact(super.doLayout(event));
        }
    }
}
