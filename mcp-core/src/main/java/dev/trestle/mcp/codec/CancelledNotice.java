package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code notifications/cancelled}, read and written.
 *
 * @param requestId the request that its sender no longer wants answered
 * @param reason one phrase, or empty
 */
public record CancelledNotice(RequestId requestId, String reason) {

    /** The method of this notification. */
    public static final String METHOD = "notifications/cancelled";

    private static final JsonEditor EDITOR = new SliceEditor();
    private static final JsonDecoder DECODER = new StrictJsonDecoder();

    /**
     * Reads the params of such a notification.
     *
     * @param params the params or null
     * @return empty if they name no request
     */
    public static Optional<CancelledNotice> read(@Nullable Params params) {
        JsonSlice id = params == null ? null : params.requestId();
        if (params == null || id == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CancelledNotice(EnvelopeReader.requestId(id), reasonOf(params.json())));
        } catch (EnvelopeException | JsonException e) {
            return Optional.empty();
        }
    }

    private static String reasonOf(JsonSlice params) {
        JsonSlice reason = EDITOR.member(params, "reason").orElse(JsonSlice.NULL);
        return DECODER.decode(reason) instanceof String text ? text : "";
    }

    /**
     * This as a notification.
     *
     * @return the notification
     */
    public Notification toNotification() {
        JsonWriter params = JsonWriter.object().put("requestId", requestId.json());
        return new Notification(
                METHOD,
                Params.of(params.putIfPresent("reason", reason.isEmpty() ? null : reason)
                        .toSlice()));
    }
}
