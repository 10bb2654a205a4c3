package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.servlet.McpServlet;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.io.TempDir;

class TomcatMountTest extends SocketMountContract {

    private static final Logger LOG = Logger.getLogger("org.apache");

    @TempDir
    private Path folder;

    @Override
    Caller mount(McpEndpoint endpoint) throws Exception {
        LOG.setLevel(Level.SEVERE);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", folder.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "mcp", new McpServlet(endpoint));
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/mcp/*");
        wrapper.addMapping("/sse/*");
        tomcat.start();
        return new SocketCaller(tomcat.getConnector().getLocalPort(), () -> {
            tomcat.stop();
            tomcat.destroy();
        });
    }
}
