package dev.trestle.mcp.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.json.Json;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a process on the other end of a pipe is told. */
class OtelChildTest {

    /** Answers every request with the params that it got. */
    private static final String MIRROR = """
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9][0-9]*\\).*/\\1/p')
              params=$(printf '%s' "$line" | sed 's/.*"params"://; s/}$//')
              case "$line" in
                *'"method":"initialize"'*) params='{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"m","version":"1"}}';;
              esac
              case "$line" in
                *'"id":'*) printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$params";;
              esac
            done
            """;

    @Test
    @Tag("e2:telemetry-otel")
    void child_isToldTheSpanOfItsCall_andAllElseAsItWas() {
        try (Traced traced = Traced.of(StdioBackend.command("sh", "-c", MIRROR).build())) {
            String params =
                    "{\"name\":\"add\",\"_meta\":{\"own\":{\"n\":1.50},\"traceparent\":\"%s\"},\"arguments\":{\"a\":1e2}}";
            McpReply reply = traced.call(Calls.call(
                    "tools/call", params.formatted("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));

            SpanData client = traced.span(SpanKind.CLIENT);
            String heard = ((McpReply.Result) reply).json().toString();
            assertThat(heard)
                    .isEqualTo(params.formatted("00-0af7651916cd43dd8448eb211c80319c-" + client.getSpanId() + "-01"));
            assertThat(Json.parse(heard).at("/_meta/traceparent").text())
                    .contains(traced.span(SpanKind.SERVER).getTraceId());
        }
    }
}
