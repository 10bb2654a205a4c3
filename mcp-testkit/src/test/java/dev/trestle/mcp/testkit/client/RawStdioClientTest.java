package dev.trestle.mcp.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.testkit.Await;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class RawStdioClientTest {

    private static final String SERVER = """
            echo 'starting up' >&2
            while IFS= read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
              [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":{"n":%s}}\\n' "$id" "$id"
            done
            exit 3
            """;

    @Test
    void request_getsItsOwnAnswer() {
        try (RawStdioClient client = RawStdioClient.start("sh", "-c", SERVER)) {
            assertThat(client.initialize("2025-11-25", "{}").at("/result/n").integer())
                    .isEqualTo(1);
            assertThat(client.request("ping", null).at("/result/n").integer()).isEqualTo(2);
            assertThat(client.lines()).hasSize(2);
            Await.until("stderr", () -> client.errorLines().contains("starting up"));
            assertThat(client.end()).isEqualTo(3);
        }
    }

    @Test
    void serverThatEnds_isToldInTheError() {
        try (RawStdioClient client = RawStdioClient.start("sh", "-c", "read -r line; echo 'gone wrong' >&2; exit 1")) {
            assertThatThrownBy(() -> client.request("ping", null))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the server ended without the answer to ping");
        }
    }

    @Test
    void lineThatIsNoJson_isNotOverlooked() {
        try (RawStdioClient client = RawStdioClient.start("sh", "-c", "echo hello; cat")) {
            Await.until("a line", () -> !client.lines().isEmpty());

            assertThatThrownBy(client::messages).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void missingProgram_isNamed() {
        assertThatThrownBy(() -> RawStdioClient.start("no-such-program-anywhere"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot start no-such-program-anywhere");
    }
}
