package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.spi.BackendContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts processes of one command, as many as there are places for. A pipe is the same for both eras. */
final class ChildLinks implements ServerLinks {

    private static final Logger LOG = LoggerFactory.getLogger(StdioBackend.class);

    private final ChildCommand command;
    private final ChildOptions options;
    private final ChildLimit children;
    private final SecretMask mask;
    private final BackendContext context;

    ChildLinks(ChildCommand command, ChildOptions options, ChildLimit children, BackendContext context) {
        this.command = command;
        this.options = options;
        this.children = children;
        this.mask = new SecretMask(command.env(), System.getenv(), context.redactor());
        context.redactor().secrets().addNamed(command.env());
        this.context = context;
    }

    @Override
    public CompletionStage<StdioLink> legacy() {
        return start();
    }

    @Override
    public CompletionStage<StdioLink> modern() {
        return start();
    }

    /** Some do not answer what they do not know before they are initialized, and some end. */
    @Override
    public boolean silenceIsLegacy() {
        return true;
    }

    private CompletionStage<StdioLink> start() {
        Optional<ChildLimit.Place> place = children.take();
        if (place.isEmpty()) {
            return failed(TrestleError.BUSY.failure("Cannot start server '" + context.name() + "': all "
                    + children.max() + " child processes that maxChildren allows are running"));
        }
        CompletableFuture<StdioLink> started = new CompletableFuture<>();
        try {
            // Starting a process may block.
            context.handlerExecutor().execute(() -> start(place.get(), started));
        } catch (RejectedExecutionException e) {
            place.get().giveBack();
            return failed(TrestleError.BUSY.failure("Cannot start server '" + context.name()
                    + "': too many blocking tasks are running; the limit is maxBlockingHandlers"));
        }
        return started;
    }

    private void start(ChildLimit.Place place, CompletableFuture<StdioLink> started) {
        try {
            Child child = Child.start(context.name(), command, options, mask, place);
            StdioLink link = new StdioLink(child, context, options, mask);
            link.start();
            started.complete(link);
        } catch (McpException e) {
            started.completeExceptionally(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("Server '{}' could not be started", context.name(), e);
            started.completeExceptionally(new McpException(TrestleError.BACKEND_UNAVAILABLE.failure(
                    "Cannot start server '" + context.name() + "': this machine has no resources left for it")));
        }
    }

    private static CompletionStage<StdioLink> failed(McpReply.Failure failure) {
        return CompletableFuture.failedStage(new McpException(failure));
    }
}
