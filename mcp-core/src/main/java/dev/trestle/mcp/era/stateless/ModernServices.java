package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.ModernLimits;

/**
 * What the calls of modern clients share.
 *
 * @param context the gateway's executors, scheduler and listener
 * @param limits the bounds
 * @param parked calls whose clients went away to ask
 * @param asks how clients are asked
 * @param answers how calls are answered
 */
record ModernServices(
        BackendContext context, ModernLimits limits, ParkedCalls parked, InputRequests asks, ModernAnswers answers) {}
