package dev.trestle.mcp.standalone;

import dev.trestle.mcp.redact.Redactor;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs canaries in every way that a program can, through the program's own logging. */
public final class LoggingProgram {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingProgram.class);

    private LoggingProgram() {}

    /** With an argument nothing is redacted. */
    public static void main(String[] args) {
        Redactor redactor = Redactor.builder().build();
        List.of(Canary.ENVIRONMENT, Canary.HEADER, Canary.FILE, Canary.CLIENT).forEach(redactor.secrets()::add);
        LogSetup.redact(args.length > 0 ? Redactor.OFF : redactor);
        for (Canary canary : Canary.all()) {
            for (String text : canary.forms()) {
                IOException cause = new IOException(text);
                cause.addSuppressed(new IllegalArgumentException(text));
                LOG.warn("in a message: {}", text);
                LOG.error("in an exception", new IllegalStateException(text, cause));
                LOG.atWarn().addKeyValue("key", text).log("in a pair");
            }
        }
    }
}
