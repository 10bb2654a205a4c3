package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server who it is in the words of 2026-07-28, which has no effects on a server of either era (`basic/versioning`). One
 * of the legacy era does not know the question, whatever it says of it.
 */
final class EraProbe {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final BackendContext context;
    private final LinkLimits limits;
    private final boolean silenceIsLegacy;

    EraProbe(BackendContext context, LinkLimits limits, boolean silenceIsLegacy) {
        this.context = context;
        this.limits = limits;
        this.silenceIsLegacy = silenceIsLegacy;
    }

    /**
     * Asks over a link that was not opened.
     *
     * @return the server, open; empty, and the link closed, if it is of the legacy era; fails if that is not known
     */
    CompletionStage<Optional<ModernBackend>> probe(MessageLink link) {
        ModernBackend server = new ModernBackend(link, context, limits.maxPending());
        CompletableFuture<McpReply> answer = new CompletableFuture<>();
        Future<?> timer = context.scheduler()
                .schedule(
                        () -> context.callExecutor().execute(() -> answer.complete(silent())),
                        limits.probeTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        server.open();
        server.call(discover(), new Deaf())
                .thenCompose(reply -> refusesAndNames(reply)
                        ? server.call(discover(), new Deaf())
                        : CompletableFuture.completedFuture(reply))
                .thenAccept(answer::complete);
        return answer.thenCompose(reply -> {
            timer.cancel(false);
            return judged(server, reply);
        });
    }

    private McpReply silent() {
        return TrestleError.TIMEOUT.failure("Backend '" + context.name() + "' did not answer server/discover within "
                + limits.probeTimeout().toMillis() + " ms (probeTimeout)");
    }

    private static McpCall discover() {
        return McpCall.builder()
                .method("server/discover")
                .metadata(Modern.ourselves())
                .decoder(new StrictJsonDecoder())
                .build();
    }

    private CompletionStage<Optional<ModernBackend>> judged(ModernBackend server, McpReply reply) {
        if (reply instanceof McpReply.Result result && speaksOurs(result.json(), "supportedVersions")) {
            server.introducedBy(result.json());
            return CompletableFuture.completedFuture(Optional.of(server));
        }
        CompletionStage<Void> closed = server.close(Duration.ZERO);
        if (reply instanceof McpReply.Failure failure && !isLegacy(failure)) {
            return closed.thenCompose(gone -> CompletableFuture.failedFuture(new McpException(failure)));
        }
        return closed.thenApply(gone -> Optional.empty());
    }

    /** Whether a refusal shows a server that does not know the question, and not one that cannot be reached. */
    private boolean isLegacy(McpReply.Failure failure) {
        TrestleError reason = failure.reason();
        if (reason == null) {
            return !isOfAnotherModernVersion(failure.error());
        }
        return switch (reason) {
            case INVALID_RESPONSE -> true;
            case TIMEOUT, BACKEND_EXITED, BACKEND_LOST -> silenceIsLegacy;
            default -> false;
        };
    }

    /** The version that was refused is among those to go on with: it is what a second request gets. */
    private static boolean refusesAndNames(McpReply reply) {
        return reply instanceof McpReply.Failure failure
                && failure.reason() == null
                && supported(failure.error()).stream().anyMatch(Modern.VERSIONS::contains);
    }

    /** It knows versions that are neither ours nor of the legacy era: no other question would get further. */
    private static boolean isOfAnotherModernVersion(JsonRpcError error) {
        List<String> supported = supported(error);
        return !supported.isEmpty()
                && supported.stream()
                        .allMatch(version -> LegacyRules.of(version).isEmpty());
    }

    /** What a server speaks that does not speak our version; empty if it said something else. */
    private static List<String> supported(JsonRpcError error) {
        return error.code() == Modern.UNSUPPORTED_VERSION
                ? versions(EDITOR.member(error.json(), "data").orElse(JsonSlice.NULL), "supported")
                : List.of();
    }

    private static boolean speaksOurs(JsonSlice json, String member) {
        return versions(json, member).stream().anyMatch(Modern.VERSIONS::contains);
    }

    private static List<String> versions(JsonSlice json, String member) {
        try {
            return EDITOR.member(json, member).map(SliceEditor::elements).orElse(List.of()).stream()
                    .map(version -> String.valueOf(SliceEditor.text(version)))
                    .toList();
        } catch (JsonException e) {
            return List.of();
        }
    }
}
