package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.era.stateless.EraSelector;
import dev.trestle.mcp.era.stateless.ModernClientEra;
import dev.trestle.mcp.era.stateless.ModernRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.stdio.FrontInput.Incoming;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The messages of 2026-07-28 of the client that started us. Its first request but {@code server/discover}, which either era may
 * begin with, settles that it speaks this version (`basic/transports/stdio`).
 */
final class FrontModern {

    private static final String DISCOVER = "server/discover";

    private final ModernClientEra era;
    private final String view;
    private final FrontStreams streams;
    private final Map<RequestId, FrontStream> running = new ConcurrentHashMap<>();
    private volatile boolean settled;

    FrontModern(ModernClientEra era, String view, FrontStreams streams) {
        this.era = era;
        this.view = view;
        this.streams = streams;
    }

    /** Whether a line is of this version: by what it says, or because that is settled. */
    boolean takes(Incoming line) {
        return settled || (!line.batch() && EraSelector.of(line.first(), null) == EraSelector.Era.MODERN);
    }

    void accept(Incoming line) {
        if (line.batch()) {
            streams.answer(EnvelopeWriter.failure(null, FrontSession.invalid("a batch, which 2026-07-28 has not")));
            return;
        }
        JsonRpcMessage message = line.first();
        if (message instanceof Request request) {
            request(request);
        } else if (message instanceof Notification notification
                && notification.method().equals(CancelledNotice.METHOD)) {
            CancelledNotice.read(notification.params()).ifPresent(this::cancel);
        }
    }

    private void request(Request request) {
        settled = settled || !request.method().equals(DISCOVER);
        FrontStream stream = streams.request(refused -> running.remove(request.id()));
        if (running.putIfAbsent(request.id(), stream) != null) {
            stream.refuse(
                    400, request.id(), TrestleError.DUPLICATE_ID.error("A request with this id is still running"));
            return;
        }
        era.request(new ModernRequest(request, view, Principal.ANONYMOUS, null), stream);
    }

    /** A request that is cancelled is not answered. */
    private void cancel(CancelledNotice notice) {
        FrontStream stream = running.get(notice.requestId());
        if (stream != null) {
            stream.clientGone();
            stream.finish(null);
        }
    }
}
