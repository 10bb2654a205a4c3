package dev.trestle.mcp.telemetry.otel;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Set;

/**
 * The words of OpenTelemetry's semantic conventions for MCP ({@code gen-ai/mcp.md}, status "development"). Copied, because
 * the artifact that has them is an alpha.
 */
final class Conventions {

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("mcp.method.name");
    static final AttributeKey<String> SESSION = AttributeKey.stringKey("mcp.session.id");
    static final AttributeKey<String> VERSION = AttributeKey.stringKey("mcp.protocol.version");
    static final AttributeKey<String> RESOURCE = AttributeKey.stringKey("mcp.resource.uri");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> PROMPT = AttributeKey.stringKey("gen_ai.prompt.name");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("jsonrpc.request.id");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.response.status_code");

    /** Ours: which server of the gateway. There is no word for it. */
    static final AttributeKey<String> BACKEND = AttributeKey.stringKey("trestle.backend");

    static final String EXECUTE_TOOL = "execute_tool";
    static final String TOOL_ERROR = "tool_error";

    /** What stands for all values beyond a bound. */
    static final String OTHER = "_OTHER";

    static final String SERVER_DURATION = "mcp.server.operation.duration";
    static final String CLIENT_DURATION = "mcp.client.operation.duration";

    /** Upper bounds of both, in seconds. */
    static final List<Double> BUCKETS =
            List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

    /** Methods of any version, which are few and nobody's invention. */
    static final Set<String> METHODS = Set.of(
            "completion/complete",
            "initialize",
            "logging/setLevel",
            "ping",
            "prompts/get",
            "prompts/list",
            "resources/list",
            "resources/read",
            "resources/subscribe",
            "resources/templates/list",
            "resources/unsubscribe",
            "server/discover",
            "subscriptions/listen",
            "tasks/cancel",
            "tasks/get",
            "tasks/list",
            "tasks/result",
            "tasks/update",
            "tools/call",
            "tools/list");

    private Conventions() {}
}
