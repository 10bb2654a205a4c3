package dev.trestle.mcp.http.link;

import dev.trestle.mcp.http.channel.HttpChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Tells a server that a session is not needed any more. It may refuse (405), and is not waited for for long. */
final class Goodbye {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Goodbye() {}

    /**
     * Sends DELETE.
     *
     * @return completes when that is over, however it went, never exceptionally
     */
    static CompletableFuture<Void> say(HttpChannel channel, SessionState state, Duration grace) {
        Duration patience = grace.compareTo(SHORTEST) < 0 ? SHORTEST : grace;
        Duration wait = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
        PostedNotice delete = new PostedNotice(channel.problems(), 0, head -> false, said -> {});
        delete.post(channel, state.delete(wait));
        CompletableFuture<Void> said = delete.accepted().handle((ok, problem) -> null);
        try {
            var unused = channel.scheduler()
                    .schedule(
                            () -> {
                                if (said.complete(null)) {
                                    delete.stop();
                                }
                            },
                            wait.toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The gateway has stopped its timer; the connection's own time ends this.
        }
        return said;
    }
}
