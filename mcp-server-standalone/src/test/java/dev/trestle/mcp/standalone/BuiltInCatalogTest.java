package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.builtin.catalog.CatalogOptions;
import dev.trestle.mcp.builtin.files.DirectoryOptions;
import dev.trestle.mcp.builtin.files.TemplateOptions;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.standalone.builtin.BuiltInOptions;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The catalogue over servers of every kind at once: in this process, a child, at a URL, and one that dies while it is asked. */
class BuiltInCatalogTest {

    private static Json call(BackendSession session, String tool, String arguments) {
        McpReply reply = Await.value("a reply", session.call(Calls.tool(tool, arguments), new RecordingObserver()));
        return Json.parse(((McpReply.Result) reply).json()).at("/structuredContent");
    }

    @Test
    @Tag("e2:catalog")
    void serversOfEveryKind_areFoundTogether_andTheSameNamesToldApart() throws Exception {
        try (TestProgram far = TestProgram.start("serve", "--port", "0")) {
            ServerSettings remote = new ServerSettings.Remote("far", URI.create(far.awaitReady()), Map.of(), "http");
            ServerSettings dying = new ServerSettings.Program(
                    "dying",
                    List.of(
                            "sh",
                            "-c",
                            ShellServer.polite().get(2).replace("  esac", "    *tools/list*) exit 7;;\n  esac")),
                    Map.of(),
                    null);
            GatewaySettings settings = GatewaySettings.defaults()
                    .with(GatewayKey.BUILTINS_TOOLS, "catalog")
                    .with(GatewayKey.CATALOG_TIMEOUT, "30s");
            Launch launch = new Launch(List.of(remote, dying), true, settings, List.of());
            try (Parts parts = Parts.of(launch);
                    McpGateway gateway = Wiring.gateway(launch, parts)) {
                BackendSession session = Await.value(
                        "open", gateway.view("trestle").orElseThrow().open(new RecordingPeer()));

                Json found = call(session, "catalog_search", "{\"query\":\"echo\",\"kind\":\"tool\"}");

                assertThat(found.at("/entities").items())
                        .extracting(one -> one.at("/backend").text() + "/"
                                + one.at("/name").text())
                        .startsWith("demo/echo", "demo-stdio/echo", "far/echo");
                assertThat(found.at("/unavailable").items())
                        .extracting(Json::text)
                        .containsExactly("dying");
                for (String backend : List.of("demo", "demo-stdio", "far")) {
                    Json doc = call(
                            session,
                            "catalog_doc",
                            "{\"kind\":\"tool\",\"backend\":\"" + backend + "\",\"name\":\"echo\"}");
                    assertThat(doc.at("/definition/inputSchema/required/0").text())
                            .as(backend)
                            .isEqualTo("message");
                }
            }
        }
    }

    @Test
    void builtInDefaults_areThoseOfTheLibrary() {
        assertThat(BuiltInOptions.of(GatewaySettings.defaults()))
                .isEqualTo(new BuiltInOptions(
                        CatalogOptions.DEFAULT,
                        Map.of(),
                        DirectoryOptions.DEFAULT,
                        Optional.empty(),
                        TemplateOptions.DEFAULT));
    }
}
