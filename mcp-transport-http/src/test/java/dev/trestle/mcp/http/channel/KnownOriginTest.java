package dev.trestle.mcp.http.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownOriginTest {

    private final HttpClient client = ClientMaker.make(ConnectOptions.DEFAULT, Duration.ofMinutes(5));

    @BeforeEach
    void start() throws Exception {
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    private Origin of(String url) {
        return client.getHttpClientTransport().newOrigin(client.newRequest(URI.create(url)));
    }

    @Test
    void requestsToOneServer_haveOneOrigin() {
        Origin first = of("http://one.example:8080/mcp");

        assertThat(of("http://one.example:8080/other?a=b")).isSameAs(first);
    }

    @Test
    void serversThatDiffer_haveOriginsOfTheirOwn() {
        Origin http = of("http://one.example:8080/mcp");
        Origin host = of("http://two.example:8080/mcp");
        Origin port = of("http://two.example:8081/mcp");
        Origin scheme = of("https://two.example:8081/mcp");

        assertThat(http.asString()).isEqualTo("http://one.example:8080");
        assertThat(host.asString()).isEqualTo("http://two.example:8080");
        assertThat(port.asString()).isEqualTo("http://two.example:8081");
        assertThat(scheme.asString()).isEqualTo("https://two.example:8081");
        assertThat(scheme.getProtocol()).isNotEqualTo(port.getProtocol());
        assertThat(of("http://one.example:8080/mcp")).isEqualTo(http);
    }
}
