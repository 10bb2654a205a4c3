package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.call.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wanted to know of a command, or to run it. Whoever writes it down takes secrets out of {@code argv} before.
 *
 * @param tool which tool was used
 * @param principal who did
 * @param argv as it was given; empty if it could not be read
 * @param cwd as it was given, or null
 * @param event what became of it
 * @param rule the rule that allowed or denied it, or null if none did
 * @param detail why it was refused or how it ended, in a few words
 * @param exitCode what the process ended with, or null if there is none that ended
 */
public record CommandAttempt(
        String tool,
        Principal principal,
        List<String> argv,
        @Nullable String cwd,
        Event event,
        @Nullable String rule,
        String detail,
        @Nullable Integer exitCode) {

    /** Copies. */
    public CommandAttempt {
        argv = List.copyOf(argv);
    }

    /** What became of an attempt. */
    public enum Event {
        /** It was explained; nothing was started. */
        EXPLAINED,
        /** It would have been run; nothing was started. */
        DRY_RUN,
        /** It is about to be started. */
        STARTED,
        /** It was run, and has ended. */
        EXECUTED,
        /** It was not allowed, or was no command; nothing was started. */
        REFUSED,
        /** It was allowed, but there was no room for it or it could not be started. */
        FAILED;

        /**
         * The name in an audit log.
         *
         * @return {@code command_executed} and so on
         */
        public String type() {
            return "command_" + name().toLowerCase(Locale.ROOT);
        }
    }
}
