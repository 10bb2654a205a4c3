package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;
import dev.trestle.mcp.testkit.json.KitParams;
import org.jspecify.annotations.Nullable;

/** Makes calls, notifications and clients for tests, from JSON as text. */
public final class Calls {

    /** The version that everything here speaks. */
    public static final String VERSION = "2025-11-25";

    /** The session that everything here belongs to. */
    public static final SessionKey SESSION = new SessionKey("test-session");

    private static final JsonSlice CLIENT_INFO = JsonSlice.of("{\"name\":\"testkit\",\"version\":\"1\"}");
    private static final JsonSlice CAPABILITIES =
            JsonSlice.of("{\"elicitation\":{},\"sampling\":{},\"roots\":{\"listChanged\":true}}");

    private Calls() {}

    /**
     * A call without params.
     *
     * @param method its method
     * @return the call
     */
    public static McpCall call(String method) {
        return builder(method, null).build();
    }

    /**
     * A call.
     *
     * @param method its method
     * @param params a JSON object, or null for none
     * @return the call
     */
    public static McpCall call(String method, @Nullable String params) {
        return builder(method, params).build();
    }

    /**
     * A {@code tools/call}.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return the call
     */
    public static McpCall tool(String tool, String arguments) {
        return call("tools/call", toolParams(tool, arguments).toSlice().toString());
    }

    /**
     * A {@code tools/call} that wants progress.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @param progressToken the client's token, as JSON: {@code 7} or {@code "seven"}
     * @return the call
     */
    public static McpCall toolWithProgress(String tool, String arguments, String progressToken) {
        JsonWriter meta = JsonWriter.object().put("progressToken", JsonSlice.of(progressToken));
        return call(
                "tools/call",
                toolParams(tool, arguments).put("_meta", meta).toSlice().toString());
    }

    /**
     * A call to be changed before it is built.
     *
     * @param method its method
     * @param params a JSON object, or null for none
     * @return a builder with everything that is required
     */
    public static McpCall.Builder builder(String method, @Nullable String params) {
        Params indexed = params == null ? null : params(params);
        JsonSlice token = indexed == null ? null : indexed.progressToken();
        return McpCall.builder()
                .method(method)
                .params(indexed)
                .metadata(new CallMetadata(VERSION, CLIENT_INFO, CAPABILITIES, token))
                .session(SESSION)
                .decoder(KitJsonDecoder.INSTANCE);
    }

    /**
     * Params in which the members that matter were looked for.
     *
     * @param json a JSON object
     * @return the params
     */
    public static Params params(String json) {
        return KitParams.of(JsonSlice.of(json));
    }

    /**
     * A notification.
     *
     * @param method its method
     * @param params a JSON object, or null for none
     * @return the notification
     */
    public static Notification notification(String method, @Nullable String params) {
        return new Notification(method, params == null ? null : params(params));
    }

    /**
     * A client with all capabilities.
     *
     * @return its description
     */
    public static ClientDescription client() {
        return client(SESSION);
    }

    /**
     * A client with all capabilities, of another session.
     *
     * @param session names the session
     * @return its description
     */
    public static ClientDescription client(SessionKey session) {
        JsonSlice initialize = JsonWriter.object()
                .put("protocolVersion", VERSION)
                .put("capabilities", CAPABILITIES)
                .put("clientInfo", CLIENT_INFO)
                .toSlice();
        return new ClientDescription(session, Principal.ANONYMOUS, VERSION, CAPABILITIES, CLIENT_INFO, initialize);
    }

    private static JsonWriter toolParams(String tool, String arguments) {
        return JsonWriter.object().put("name", tool).put("arguments", JsonSlice.of(arguments));
    }
}
