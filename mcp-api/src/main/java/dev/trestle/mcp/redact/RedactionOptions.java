package dev.trestle.mcp.redact;

/**
 * What is redacted of what passes through a gateway. Whatever is logged, and the errors that clients are told, always are,
 * unless the redactor is {@link Redactor#OFF}.
 *
 * @param redactor what does it
 * @param results whether results of backends are, on their way to the client
 * @param arguments whether {@code arguments} of calls are, on their way to the backend
 * @param notifications whether what backends say and ask is, during calls and outside of them
 */
public record RedactionOptions(Redactor redactor, boolean results, boolean arguments, boolean notifications) {

    /**
     * Redacts by names and patterns, what is logged and errors only.
     *
     * @return options with a redactor of their own
     */
    public static RedactionOptions standard() {
        return of(Redactor.builder().build());
    }

    /**
     * Redacts nothing.
     *
     * @return options without effect
     */
    public static RedactionOptions off() {
        return of(Redactor.OFF);
    }

    /**
     * Redacts what is logged and errors only.
     *
     * @param redactor what does it
     * @return the options
     */
    public static RedactionOptions of(Redactor redactor) {
        return new RedactionOptions(redactor, false, false, false);
    }
}
