package dev.trestle.mcp.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own, with and without HTTP/2. */
class TlsTest {

    private final TestContext context = TestContext.create();
    private final Server server = new Server();
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private final McpGateway gateway = McpGateway.builder()
            .backend("fake", FakeBackend.withContractTools())
            .build();
    private final McpEndpoint endpoint =
            McpEndpoint.builder(gateway).options(HttpOptions.builder().build()).build();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeCertificate() throws Exception {
        keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-alias", "a", "-rfc", "-file", pem().toString());
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        line.addAll(List.of(words));
        line.addAll(List.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", "changeit"));
        assertThat(new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    private Path pem() {
        return folder.resolve("trusted.pem");
    }

    private URI serve(boolean http2) throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer());
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(folder.resolve("keys.p12").toString());
        tls.setKeyStorePassword("changeit");
        List<ConnectionFactory> factories = new ArrayList<>();
        factories.add(new SslConnectionFactory(tls, http2 ? "alpn" : http1.getProtocol()));
        if (http2) {
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
            alpn.setDefaultProtocol(http1.getProtocol());
            factories.add(alpn);
            factories.add(new HTTP2ServerConnectionFactory(configuration));
        }
        factories.add(http1);
        ServerConnector connector = new ServerConnector(server, 1, 1, factories.toArray(ConnectionFactory[]::new));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Handler.Wrapper recording = new Handler.Wrapper(new JettyHandler(endpoint)) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                versions.add(request.getConnectionMetaData().getHttpVersion().asString());
                return super.handle(request, response, callback);
            }
        };
        server.setHandler(recording);
        server.start();
        return URI.create("https://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    private CompletionStage<BackendSession> open(RemoteBackend.Builder builder) {
        RemoteBackend backend = builder.build();
        backend.attach(context.context());
        return Introduced.open(backend, new RecordingPeer());
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
        context.close();
    }

    @Test
    void serverWithHttp2_isSpokenToInIt() throws Exception {
        callsAnswered(serve(true));

        assertThat(versions).containsExactly("HTTP/2.0");
    }

    @Test
    void serverWithoutHttp2_isSpokenToInHttp1() throws Exception {
        callsAnswered(serve(false));

        assertThat(versions).containsExactly("HTTP/1.1");
    }

    private void callsAnswered(URI url) {
        BackendSession session =
                Await.value("a session", open(RemoteBackend.url(url).trust(pem())));
        RecordingObserver observer = new RecordingObserver();
        observer.answerWith("{\"action\":\"decline\"}");
        String asked = Await.value("a reply", session.call(Calls.tool("ask", "{\"message\":\"?\"}"), observer))
                .toString();
        assertThat(asked).contains("decline");
        Await.value("closed", session.close(Duration.ofSeconds(5)));
    }

    @Test
    void certificateNobodyTrusts_isRefused() throws Exception {
        URI url = serve(true);

        assertThatThrownBy(() -> Await.value("no session", open(RemoteBackend.url(url))))
                .hasRootCauseMessage("Backend 'test' at " + url
                        + " cannot be reached: TLS failed, its certificate may not" + " be trusted");
        assertThat(versions).isEmpty();
    }

    @Test
    void fileWithoutCertificate_isRefused() {
        assertThatThrownBy(() -> RemoteBackend.url(URI.create("https://host/")).trust(folder.resolve("none.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.pem");
    }
}
