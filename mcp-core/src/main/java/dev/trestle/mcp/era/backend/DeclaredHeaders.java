package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.header.MirroredParams;
import dev.trestle.mcp.era.header.ToolHeaders;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which arguments the tools of a server want mirrored in headers, read from its list when first needed. Thread-safe. */
final class DeclaredHeaders {

    private static final int MOST_PAGES = 20;
    private static final SliceEditor EDITOR = new SliceEditor();

    private final ModernBackend server;
    private final AtomicReference<@Nullable CompletableFuture<Map<String, MirroredParams>>> tools =
            new AtomicReference<>();

    DeclaredHeaders(ModernBackend server) {
        this.server = server;
    }

    /** The headers that a call of a tool needs; never fails: without a list there are none. */
    CompletionStage<Map<String, String>> headers(McpCall call, boolean anew) {
        CompletableFuture<Map<String, MirroredParams>> known = tools.get();
        if (known == null || anew) {
            known = read();
        }
        return known.handle((declared, problem) -> {
            Params params = call.params();
            String tool = params == null
                    ? null
                    : EDITOR.member(params.json(), "name")
                            .map(SliceEditor::text)
                            .orElse(null);
            MirroredParams mirrored = declared == null || tool == null ? null : declared.get(tool);
            return mirrored == null || params == null
                    ? Map.of()
                    : mirrored.headers(EDITOR.member(params.json(), "arguments").orElse(null));
        });
    }

    private CompletableFuture<Map<String, MirroredParams>> read() {
        CompletableFuture<Map<String, MirroredParams>> reading = new CompletableFuture<>();
        tools.set(reading);
        page(JsonSlice.EMPTY_OBJECT, new HashMap<>(), 1).whenComplete((declared, problem) -> {
            if (problem != null || declared == null) {
                tools.compareAndSet(reading, null);
                reading.complete(Map.of());
            } else {
                reading.complete(declared);
            }
        });
        return reading;
    }

    private CompletionStage<Map<String, MirroredParams>> page(
            JsonSlice params, Map<String, MirroredParams> found, int page) {
        McpCall list = McpCall.builder()
                .method("tools/list")
                .params(Params.of(params))
                .metadata(Modern.ourselves())
                .decoder(new StrictJsonDecoder())
                .build();
        return server.call(list, new Deaf()).thenCompose(reply -> {
            if (!(reply instanceof McpReply.Result result)) {
                throw new IllegalStateException("no list of tools");
            }
            found.putAll(ToolHeaders.droppingInvalid(result.json()).declared());
            String cursor = EDITOR.member(result.json(), "nextCursor")
                    .map(SliceEditor::text)
                    .orElse(null);
            return cursor == null || page >= MOST_PAGES
                    ? CompletableFuture.completedFuture(found)
                    : page(JsonWriter.object().put("cursor", cursor).toSlice(), found, page + 1);
        });
    }
}
