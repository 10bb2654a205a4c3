package dev.trestle.mcp.health;

import java.util.concurrent.CompletionStage;

/** Finds out how one part is. Must not block; may be asked by many at once, and then does its work once. */
@FunctionalInterface
public interface HealthCheck {

    /**
     * Finds out.
     *
     * @return completes once; not exceptionally
     */
    CompletionStage<Health> check();
}
