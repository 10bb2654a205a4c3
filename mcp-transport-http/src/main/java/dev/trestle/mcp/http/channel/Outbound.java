package dev.trestle.mcp.http.channel;

import dev.trestle.mcp.json.JsonSlice;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param method GET, POST or DELETE
 * @param uri where to
 * @param shared headers besides those that go with every request
 * @param own headers besides, of this request alone; they replace others of the same name
 * @param body JSON, or null for none
 * @param idle how long no byte may come, instead of {@link ChannelOptions#idleTimeout}, or null; zero for ever
 */
public record Outbound(
        String method,
        URI uri,
        SharedHeaders shared,
        Map<String, String> own,
        @Nullable JsonSlice body,
        @Nullable Duration idle) {

    Outbound to(URI other) {
        return new Outbound(method, other, shared, own, body, idle);
    }
}
